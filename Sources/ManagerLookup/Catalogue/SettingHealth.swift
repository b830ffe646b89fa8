import ConcurrencyPrimitives

/// Cached faults of settings, such as webhook endpoints that cannot accept deliveries.
///
/// A health check must not wait for files, which may be on a slow disk.
final class SettingHealth<Setting: Hashable & Sendable>: Sendable {
    /// The number of parallel checks.
    private let width = 8

    private let found = Locked<[Setting: String]>([:])

    /// Returns the faults by id.
    ///
    /// A setting that was not checked since its last change counts as working.
    func faults(of settings: [String: Setting]) -> [String: String] {
        let found = found.withLock { $0 }
        return settings.compactMapValues { found[$0] }
    }

    /// Checks all settings in parallel.
    ///
    /// - Parameter fault: returns the reason why a setting cannot work; `nil` if it can.
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
        // An aborted check is not a fault.
        guard !Task.isCancelled else { return }
        found.withLock { $0 = faults }
    }
}
