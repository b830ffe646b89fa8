import Foundation
import HTTPTypes
import HelpDesk
import HummingbirdTesting
import Logging
import NIOCore

@testable import WebAPI

/// The web application over fakes, with two tokens.
struct TestSite {
    static let token = "s3cret-token"
    static let otherToken = "another-token"

    /// The pages that come with the program.
    static let pages = Result {
        try PageFolder(directory: URL(fileURLWithPath: #filePath + "/../../../../Pages").standardizedFileURL.path)
    }

    var desk = FakeDesk()
    var readiness = FakeReadiness()
    var webhooks = FakeWebhooks()
    var metrics = PrometheusMetrics()
    var sounds = FakeSounds()
    var deliveries = FakeDeliveries()
    var history = FakeHistory()
    var settings: any SettingsDesk = FakeSettings()
    var recordings = FakeRecordings()
    var tokens: (any TokenVerifier)?
    var tokenDesk: any TokenDesk = FakeTokens()
    var sessions = FakeSessions()
    var audit = FakeAudit()
    var embed: EmbedVerifier?
    var configuration = WebServerConfiguration(port: 0)
    var logger = Logger(label: "test") { _ in RecordingLogHandler() }
    var callCenter: any CallCenterSource = FakeCallCenter()
    /// Who is signed in at the pages.
    var pageReader: PageReader?

    func application(
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> WebApplication {
        let tokens = try tokens ?? StaticTokens([Self.otherToken, Self.token])
        return try WebApplication(
            configuration: configuration,
            backend: WebApplication.Backend(
                desk: desk, prompts: FakePrompts(), readiness: readiness, tokens: tokens, sounds: sounds,
                recordings: recordings, webhooks: webhooks, deliveries: deliveries, history: history,
                sources: FakeSources(),
                settings: settings, tokenDesk: tokenDesk,
                metrics: metrics, mappings: FakeMappings(), voices: FakeVoices(), pages: Self.pages.get(),
                pageReaders: pageReader.map { FakeReaders(reader: $0) }
                    ?? SessionReaders(sessions, isSecure: configuration.isSecure),
                callCenter: callCenter, users: FakeUsers(), sessions: sessions,
                hasher: PasswordHasher(cost: FakeSessions.cost), audit: audit, embed: embed),
            logger: logger, onServerRunning: onServerRunning)
    }

    /// Runs `body` with a client that talks to the routes directly.
    func test<Value>(_ body: @Sendable (TestSiteClient) async throws -> Value) async throws -> Value {
        try await application().application.test(.router) { try await body(TestSiteClient(client: $0)) }
    }
}

/// A client with a token.
struct TestSiteClient: Sendable {
    let client: any TestClientProtocol

    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = TestSite.token, headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
    }

    func create(
        _ body: String = #"{"operator":"101","route":"*5003"}"#, key: String? = nil, token: String = TestSite.token
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let key { headers[HTTPField.Name("Idempotency-Key")!] = key }
        return try await send(.post, "/v1/help-requests", token: token, headers: headers, body: body)
    }
}

/// What came back.
struct Answer: Sendable {
    /// A problem, as a client reads it.
    struct Problem: Decodable, Equatable {
        struct FieldError: Decodable, Equatable {
            var field: String
            var message: String
        }

        var type: String
        var title: String
        var status: Int
        var detail: String
        var code: String
        var instance: String
        var errors: [FieldError]?
    }

    var status: Int
    var headers: HTTPFields
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body, which must be announced as a problem and agree with the status.
    func problem() throws -> Problem {
        guard headers[.contentType] == "application/problem+json" else { throw NotAProblem(answer: text) }
        let problem = try JSONDecoder().decode(Problem.self, from: Data(body))
        guard problem.status == status, problem.type == "about:blank" else { throw NotAProblem(answer: text) }
        return problem
    }

    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return try Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
        }
        return try decoder.decode(type, from: Data(body))
    }
}

struct NotAProblem: Error {
    var answer: String
}
