import Administration
import Crypto
import HelpDesk
import LocatedYAML
import Synchronization

/// Settings that live as long as a test.
final class MemorySettings: SettingsStore {
    private let stored: Mutex<CallCenter>
    let tagKey: SymmetricKey

    init(_ callCenter: CallCenter = CallCenter(), tagKey: SymmetricKey = SymmetricKey(size: .bits256)) {
        stored = Mutex(callCenter)
        self.tagKey = tagKey
    }

    var current: CallCenter { stored.withLock { $0 } }

    func edit(
        dryRun: Bool, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport {
        try stored.withLock { stored in
            let target = try change(stored)
            try target.requireReferences(since: stored)
            let report = ChangeReport(from: stored, to: target)
            if !dryRun { stored = target }
            return report
        }
    }

    /// The service over these settings.
    func service() throws -> SettingsService {
        let policy = try DialPolicy(pattern: "^[0-9]{2,6}$")
        return SettingsService(store: self) { stored in
            SettingsContext(existing: stored, stored: stored, policy: policy)
        } check: { _ in
        }
    }

    static let department = Department(id: "support", name: "Support", helpers: [.init(extension: "200")])
    static let agent = Operator(extension: "101", name: "Ali", department: "support")
}
