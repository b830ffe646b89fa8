import WebAPI

/// One prompt of 1,000 bytes, and one that the disk refuses.
struct FakePrompts: PromptFiles {
    struct DiskFailure: Error {}

    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let broken = String(repeating: "f", count: 64)
    static let content = (0..<1000).map { UInt8($0 % 251) }

    func wav(digest: String) async throws -> [UInt8]? {
        if digest == Self.broken { throw DiskFailure() }
        return digest == Self.digest ? Self.content : nil
    }
}

struct FakeReadiness: ReadinessSource {
    var components = [Readiness.Component("database", isUp: true)]

    func readiness() async -> Readiness { Readiness(components: components) }
}

/// A verifier that cannot tell.
struct BrokenVerifier: TokenVerifier {
    struct Failure: Error {}

    func verify(_ token: String) async throws -> Credential? { throw Failure() }
}

/// An inbox with one endpoint, `main`, that says what it is told to.
struct FakeWebhooks: WebhookInbox {
    var verdict = WebhookVerdict.uninteresting

    func read(_ post: WebhookPost) async -> WebhookVerdict {
        post.endpoint == "main" ? verdict : .unknownEndpoint
    }

    /// What is proven is read without another look at the proof.
    func reread(_ post: WebhookPost) async -> WebhookVerdict {
        await read(post)
    }
}

/// Two sources: `main`, which names somebody, and `broken`, which cannot be asked.
struct FakeSources: LookupSourceDesk {
    struct Unusable: Error, CustomStringConvertible {
        let description = "lookup source broken: the credential token is not set"
    }

    func ask(_ source: String, about caller: String) async throws -> SourceTrace? {
        if source == "broken" { throw Unusable() }
        guard source == "main" else { return nil }
        return SourceTrace(
            result: "found", milliseconds: 3, detail: nil, managers: [.init(extension: "200", name: "Sara")],
            exchanges: [
                .init(
                    method: "GET", url: "http://crm.test/managers?extension=\(caller)", requestHeaders: [],
                    requestBody: "", status: 200, responseHeaders: [], responseBody: "{}", milliseconds: 2,
                    failure: nil)
            ])
    }
}

/// No settings but a webhook endpoint, `main`; the real ones are tried with the whole program.
struct FakeSettings: SettingsDesk {
    func settings(_ kind: SettingKind) -> [Setting] { [] }

    func setting(_ kind: SettingKind, _ id: String) -> Setting? {
        kind == .webhook && id == "main" ? Setting(id: id, content: .object([]), tag: "") : nil
    }

    func make(_ kind: SettingKind, _ content: JSONTree, by author: String) async throws(SettingRefusal) -> Setting {
        throw .notStored("a fake")
    }

    func put(
        _ kind: SettingKind, _ id: String, _ content: JSONTree, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) -> (setting: Setting, isNew: Bool) {
        throw .notStored("a fake")
    }

    func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) {
        throw .unknown
    }

    func faults(_ kind: SettingKind, _ contents: [JSONTree]) -> [SettingFault] { [] }

    func put(_ kind: SettingKind, all contents: [JSONTree], by author: String) async throws(SettingRefusal) {
        throw .notStored("a fake")
    }
}

/// A desk without tokens, whose database is away.
struct FakeTokens: TokenDesk {
    struct DiskFailure: Error {}

    func tokens() async throws -> [TokenRecord] { throw DiskFailure() }
    func token(_ id: String) async throws -> TokenRecord? { nil }
    func add(_ token: TokenRecord, digest: String, by author: String) async throws { throw DiskFailure() }
    func change(_ token: TokenRecord, from expected: TokenRecord, by author: String) async throws -> Bool { false }
    func remove(_ id: String, by author: String) async throws -> Bool { false }
    func auditLog(before id: Int64?, limit: Int) async throws -> [AuditEntry] { [] }
}
