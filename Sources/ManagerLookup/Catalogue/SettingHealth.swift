import ConcurrencyPrimitives

/// What keeps settings of a kind from working, such as webhook endpoints from taking deliveries, as it was found when they
/// were last looked at: whoever watches the bridge waits for no file, which may lie on a slow disk.
final class SettingHealth<Setting: Hashable & Sendable>: Sendable {
    /// How many are looked at at the same time.
    private let width = 8

    private let found = Locked<[Setting: String]>([:])

    /// The faults by id. What was not looked at as it is set now counts as fine.
    func faults(of settings: [String: Setting]) -> [String: String] {
        let found = found.withLock { $0 }
        return settings.compactMapValues { found[$0] }
    }

    /// Checks all settings, side by side.
    ///
    /// - Parameter fault: what keeps one of them from working; `nil` when nothing does.
    func check(
        _ settings: some Collection<Setting>, _ fault: @escaping @Sendable (Setting) async -> String?
    ) async {
        let faults = await withTaskGroup(of: (Setting, String?).self) { group in
            var faults: [Setting: String] = [:]
            for (index, setting) in settings.enumerated() {
                if index >= width, let (setting, fault) = await group.next() { faults[setting] = fault }
                group.addTask { (setting, await fault(setting)) }
            }
            for await (setting, fault) in group { faults[setting] = fault }
            return faults
        }
        // What was not read to its end is no fault.
        guard !Task.isCancelled else { return }
        found.withLock { $0 = faults }
    }
}
