public import Administration
import ConcurrencyPrimitives
public import Crypto
import Foundation
public import HelpDesk

/// The call centre's settings in memory, under the rules by which they are read and changed.
public final class MemorySettings: SettingsStore {
    private let stored: Locked<(callCenter: CallCenter, authors: [String])>

    public let tagKey = SymmetricKey(size: .bits256)

    /// The ids of the PBXs, the default one first.
    public let pbxs: [String]

    public init(_ callCenter: CallCenter = CallCenter(), pbxs: [String] = [DialPolicy.mainPBX]) {
        self.pbxs = pbxs
        stored = Locked((callCenter, []))
    }

    /// A department, a source, a route, an operator and a webhook.
    public static func small(
        name: String = "Support", pbxs: [String] = [DialPolicy.mainPBX]
    ) -> MemorySettings {
        MemorySettings(
            CallCenter(
                departments: [Department(id: "support", name: name, helpers: [.init(extension: "200", name: "Sara")])],
                operators: [Operator(extension: "101", name: name, department: "support")],
                sources: [
                    LookupSource(
                        id: "main", mapping: "generic", baseURL: "http://crm.test",
                        credentials: ["token": SecretReference("what the CRM expects")])
                ],
                routes: [Route(code: "*5003", name: name, detection: .crm, sources: ["main"], voice: "fa")],
                webhooks: [
                    WebhookEndpoint(
                        id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference("what proves it")])
                ]), pbxs: pbxs)
    }

    public var current: CallCenter { stored.withLock { $0.callCenter } }

    /// Who has changed something, in order.
    public var authors: [String] { stored.withLock { $0.authors } }

    public func edit(
        dryRun: Bool, by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws -> ChangeReport {
        try stored.withLock { stored in
            let target = try change(stored.callCenter)
            try target.requireReferences(since: stored.callCenter)
            let report = ChangeReport(from: stored.callCenter, to: target)
            if !dryRun {
                stored.callCenter = target
                stored.authors.append(author)
            }
            return report
        }
    }

    /// The service over these settings, with the mappings of ``FakeMappings`` and the voices of ``FakeVoices``. Secrets
    /// may be written, and references to the environment that begin with `CRM_`.
    public func service() throws -> SettingsService {
        let policy = try DialPolicy(patterns: pbxs.map { ($0, "^[0-9]{2,6}$") })
        return SettingsService(store: self) { stored in
            SettingsContext(
                existing: stored, stored: stored,
                refusalOfSecret: { secret in
                    switch secret.location {
                    case .literal, .unreadable: nil
                    case .environment(let name) where name.hasPrefix("CRM_"): nil
                    case .environment, .file: "\(secret) is not allowed by secrets.allow"
                    }
                },
                refusalOfPath: { "\($0) is not allowed by secrets.allow" },
                problemOfPrompt: { $0.contains("{foo}") ? "unknown placeholder {foo}" : nil },
                mapping: { name in FakeMappings().mappings().first { $0.name == name } },
                policy: policy, mappings: Set(FakeMappings().mappings().map(\.name)),
                voices: Set(FakeVoices().voices().map(\.name)))
        } check: { _ in
        }
    }

    public func setting(_ kind: SettingKind, _ id: String) throws -> Setting? {
        try service().setting(kind, id)
    }

    /// What a form was shown with that changes a setting.
    public func tag(_ kind: SettingKind, _ id: String) throws -> String {
        try setting(kind, id)?.tag ?? ""
    }
}

extension MemorySettings: PresenceStore {
    /// Since when is the same in every test.
    public func setPresence(_ state: Presence.State, of number: String) async throws {
        let since = Date(timeIntervalSince1970: 1_800_000_000)
        stored.withLock { $0.callCenter.presences[number] = Presence(state, since: since) }
    }
}
