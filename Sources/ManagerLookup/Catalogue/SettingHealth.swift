import ConcurrencyPrimitives
import Foundation

/// What keeps settings of a kind from working, such as webhook endpoints from taking deliveries, remembered for a while: it
/// is asked for by whoever watches the bridge, as often as they like, and the files of secrets may lie on a slow disk.
final class SettingHealth<Setting: Hashable & Identifiable & Sendable>: Sendable where Setting.ID == String {
    private struct Known: Sendable {
        let settings: [String: Setting]
        let faults: [String: String]
        let until: Date
    }

    private let period: TimeInterval = 30

    private let now: @Sendable () -> Date
    private let known = Locked<Known?>(nil)
    /// Whoever asks meanwhile waits for the one who looks.
    private let looking = Coalescing<Set<Setting>, [String: String]>()

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// - Parameters:
    ///   - settings: as they are set; whenever that changes they are looked at anew.
    ///   - fault: what keeps one of them from working; `nil` when nothing does.
    /// - Returns: the faults by id; those known last when the calling task is cancelled.
    func faults(
        of settings: [String: Setting], _ fault: (Setting) async -> String?
    ) async -> [String: String] {
        if let known = known.withLock({ $0 }), known.settings == settings, known.until > now() { return known.faults }
        do {
            return try await looking.run(Set(settings.values)) { try await look(at: settings, fault) }.value
        } catch {
            return known.withLock { $0?.faults ?? [:] }
        }
    }

    private func look(
        at settings: [String: Setting], _ fault: (Setting) async -> String?
    ) async throws -> [String: String] {
        var faults: [String: String] = [:]
        for setting in settings.values { faults[setting.id] = await fault(setting) }
        // What was not read to its end is no fault.
        try Task.checkCancellation()
        let found = Known(settings: settings, faults: faults, until: now().addingTimeInterval(period))
        known.withLock { $0 = found }
        return faults
    }
}
