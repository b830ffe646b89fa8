public import Administration
public import Foundation
public import HelpDesk
public import WebAPI
public import WebServer

/// One prompt of 1,000 bytes, one that the disk refuses, and one that other bridges may have.
public struct FakePrompts: PromptFiles {
    public struct DiskFailure: Error {}

    public static let digest = String(repeating: "0123456789abcdef", count: 4)
    public static let elsewhere = String(repeating: "e", count: 64)
    public static let broken = String(repeating: "f", count: 64)
    public static let content = (0..<1000).map { UInt8($0 % 251) }

    public init() {}

    public func wav(digest: String) async throws -> [UInt8]? {
        if digest == Self.broken { throw DiskFailure() }
        if digest == Self.elsewhere { throw PromptRecipesUnavailable("the database is away") }
        return digest == Self.digest ? Self.content : nil
    }
}

public struct FakeReadiness: ReadinessSource {
    public var components = [Readiness.Component(.database, isUp: true)]

    let pbxs: [Readiness.PBX]
    let bridge: String?

    public init(
        components: [Readiness.Component] = [Readiness.Component(.database, isUp: true)], pbxs: [Readiness.PBX] = [],
        bridge: String? = nil
    ) {
        self.components = components
        self.pbxs = pbxs
        self.bridge = bridge
    }

    public func readiness() async -> Readiness { Readiness(components: components, pbxs: pbxs, bridge: bridge) }
}

/// A verifier that cannot tell.
public struct BrokenVerifier: TokenVerifier {
    public struct Failure: Error {}

    public init() {}

    public func verify(_ token: String) async throws -> Credential? { throw Failure() }
}

/// A receiver with one endpoint that says what it is told to.
public struct FakeWebhooks: WebhookReceiver {
    public var verdict = WebhookVerdict.uninteresting

    private let endpoint: String

    public init(verdict: WebhookVerdict = .uninteresting, endpoint: String = "main") {
        self.verdict = verdict
        self.endpoint = endpoint
    }

    public func read(_ post: WebhookPost) async -> WebhookVerdict {
        post.endpoint == endpoint ? verdict : .unknownEndpoint
    }

    /// What is proven is read without another look at the proof.
    public func reread(_ post: WebhookPost) async -> WebhookVerdict {
        await read(post)
    }

    public func masked(_ post: WebhookPost) async -> WebhookContent? {
        WebhookContent(
            headers: Dictionary(post.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
            query: post.query, body: post.body)
    }
}

/// Asks the source `main`, which names somebody; no other can be asked.
public struct FakeSources: SourceInquirer {
    public struct Unusable: Error, CustomStringConvertible {
        public let description = "lookup source broken: the credential token is not set"
    }

    public func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace {
        guard source.id == "main" else { throw Unusable() }
        return SourceTrace(
            result: .found, milliseconds: 3, detail: nil,
            managers: [.init(extension: "200", name: "Sara", department: "Customer care")],
            exchanges: [
                .init(
                    method: "GET", url: "http://crm.test/managers?extension=\(question.operator.extension)",
                    requestHeaders: [],
                    requestBody: "", status: 200, responseHeaders: [], responseBody: "{}", milliseconds: 2,
                    failure: nil)
            ])
    }
}

/// No tokens, since the database is away.
public struct FakeTokens: TokenStore {
    public struct DiskFailure: Error {}

    public init() {}

    public func tokens() async throws -> [APIToken] { throw DiskFailure() }
    public func token(_ id: String) async throws -> APIToken? { nil }
    public func valid(digest: String, at now: Date) async throws -> APIToken? { throw DiskFailure() }
    public func add(_ token: APIToken, digest: String, by author: String) async throws { throw DiskFailure() }
    public func change(_ token: APIToken, from expected: APIToken, by author: String) async throws -> Bool { false }
    public func remove(_ id: String, by author: String) async throws -> Bool { false }
}
