public import Administration
import Foundation
public import HTTPTypes
public import HelpDesk
public import Hummingbird
public import HummingbirdTesting
public import Logging
import NIOCore
public import WebAPI
public import WebPages

@testable public import WebServer

/// The web application over fakes, with two tokens.
public struct TestSite: Sendable {
    public static let token = "s3cret-token"
    public static let otherToken = "another-token"

    /// The pages that come with the program.
    public static let pages = Result {
        try PageFolder(directory: URL(fileURLWithPath: #filePath + "/../../../Pages").standardizedFileURL.path)
    }

    public var helpRequests: MemoryHelpRequests
    public var readiness: FakeReadiness
    public var webhooks: FakeWebhooks
    public var metrics: PrometheusMetrics
    public var sounds: FakeSounds
    public var deliveries: FakeDeliveries
    public var outgoing = FakeOutgoing()
    public var traces = FakeTraces()
    public var history: FakeHistory
    public var missed: FakeMissedRequests
    public var settings: MemorySettings
    public var recordings: FakeRecordings
    /// The phones of the PBX; `nil` for one that does not tell.
    public var extensions: [PBXExtension]?
    public var tokens: (any TokenVerifier)?
    public var tokenStore: any TokenStore
    public var sessions: FakeSessions
    public var audit: FakeAudit
    public var embed: EmbedVerifier?
    public var configuration: WebServerConfiguration
    public var logger: Logger
    public var callCenter: any CallCenterSource
    /// Those of the makers in `sessions`, unless they are given.
    public var screens: FakeScreenLinks?
    /// Who is signed in at the pages.
    public var signedIn: SignedInUser?

    public init(
        helpRequests: MemoryHelpRequests = MemoryHelpRequests(), readiness: FakeReadiness = FakeReadiness(),
        webhooks: FakeWebhooks = FakeWebhooks(), metrics: PrometheusMetrics = PrometheusMetrics(),
        sounds: FakeSounds = FakeSounds(), deliveries: FakeDeliveries = FakeDeliveries(),
        history: FakeHistory = FakeHistory(), missed: FakeMissedRequests = FakeMissedRequests(),
        settings: MemorySettings = MemorySettings(FakeCallCenter().current),
        recordings: FakeRecordings = FakeRecordings(), extensions: [PBXExtension]? = nil,
        tokens: (any TokenVerifier)? = nil,
        tokenStore: any TokenStore = FakeTokens(), sessions: FakeSessions = FakeSessions(),
        audit: FakeAudit = FakeAudit(), embed: EmbedVerifier? = nil,
        configuration: WebServerConfiguration = WebServerConfiguration(port: 0),
        logger: Logger = Logger(label: "test") { _ in RecordingLogHandler() },
        callCenter: (any CallCenterSource)? = nil, signedIn: SignedInUser? = nil
    ) {
        self.helpRequests = helpRequests
        self.readiness = readiness
        self.webhooks = webhooks
        self.metrics = metrics
        self.sounds = sounds
        self.deliveries = deliveries
        self.history = history
        self.missed = missed
        self.settings = settings
        self.recordings = recordings
        self.extensions = extensions
        self.tokens = tokens
        self.tokenStore = tokenStore
        self.sessions = sessions
        self.audit = audit
        self.embed = embed
        self.configuration = configuration
        self.logger = logger
        self.callCenter = callCenter ?? helpRequests.callCenter
        self.signedIn = signedIn
    }

    public func application(
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        withAPI: (Router<WebRequestContext>) -> Void = { _ in }
    ) throws -> WebApplication {
        let settingsService = try settings.service()
        let missedRequests = MissedRequestService(store: missed, audit: audit)
        let sources = SourceInquiryService(callCenter: settings, inquirer: FakeSources())
        let sounds = SoundService(store: sounds, processor: FakeSoundProcessor(), audit: audit)
        let deliveries = WebhookDeliveryService(log: deliveries, receiver: webhooks)
        let outgoing = OutgoingDeliveryAdministration(queue: outgoing, audit: audit)
        let intake = WebhookIntake(receiver: webhooks, helpRequests: helpRequests, deliveries: deliveries, audit: audit)
        let api = APIRoutes(
            APIServices(
                helpRequests: helpRequests, callCenter: callCenter,
                history: HistoryService(store: history, callCenter: callCenter), missed: missedRequests,
                prompts: FakePrompts(),
                readiness: readiness,
                metrics: metrics, tokens: try tokens ?? StaticTokens([Self.otherToken, Self.token]),
                sessions: sessions, embed: embed, settings: settingsService, sources: sources, sounds: sounds,
                recorder: recordings, webhooks: intake, deliveries: deliveries, outgoing: outgoing,
                traces: traces, tokenService: TokenService(store: tokenStore),
                audit: audit),
            isSecure: configuration.isSecure)
        let pages = PageRoutes(
            PageServices(
                folder: try Self.pages.get(),
                signedInUsers: signedIn.map { FakeSignIn(user: $0) }
                    ?? SessionUsers(sessions, isSecure: configuration.isSecure),
                sessions: sessions, embed: embed, helpRequests: helpRequests, callCenter: callCenter,
                history: HistoryService(store: history, callCenter: callCenter), missed: missedRequests,
                screens: ScreenLinkService(store: screens ?? FakeScreenLinks(sessions)),
                settings: settingsService,
                extensions: ExtensionList(
                    directories: [nil: FakeExtensions(extensions)], policy: try DialPolicy(pattern: "^[0-9]{2,6}$")),
                sources: sources, answerBudgetMilliseconds: 1500, mappings: FakeMappings(), voices: FakeVoices(),
                sounds: sounds, recorder: recordings, deliveries: deliveries, outgoing: outgoing,
                replayDelivery: { try await intake.replay($0, of: $1, by: $2, $3).result },
                tokens: TokenService(store: tokenStore),
                users: UserService(
                    store: sessions, callCenter: callCenter, hasher: PasswordHasher(cost: FakeSessions.cost)),
                audit: audit, readiness: readiness, pbxs: settings.pbxs),
            configuration: configuration)
        return try WebApplication(
            configuration: configuration, logger: logger, onServerRunning: onServerRunning,
            problemPage: pages.problemPage
        ) { router in
            api.add(to: router)
            withAPI(router)
            pages.add(to: router)
        }
    }

    /// What programs call, such as `GET /v1/help-requests`.
    public func apiRoutes() throws -> Set<String> {
        var routes: Set<String> = []
        _ = try application(withAPI: { router in
            // A HEAD goes with every GET.
            routes.formUnion(router.routes.filter { $0.method != .head }.map { "\($0.method) \($0.path)" })
        })
        return routes
    }

    /// Runs `body` with a client that talks to the routes directly.
    public func test<Value>(_ body: @Sendable (TestSiteClient) async throws -> Value) async throws -> Value {
        try await application().application.test(.router) { try await body(TestSiteClient(client: $0)) }
    }
}

/// A client with a token.
public struct TestSiteClient: Sendable {
    public let client: any TestClientProtocol

    public init(client: any TestClientProtocol) {
        self.client = client
    }

    public func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = TestSite.token, headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await send(method, path, token: token, headers: headers, bytes: body.map { Array($0.utf8) })
    }

    /// The same with a body that need not be text.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = TestSite.token, headers: HTTPFields = [:],
        bytes: [UInt8]?
    ) async throws -> Answer {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
    }

    public func create(
        _ body: String = #"{"operator":"101","route":"*5003"}"#, key: String? = nil, token: String = TestSite.token
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let key { headers[HTTPField.Name("Idempotency-Key")!] = key }
        return try await send(.post, "/v1/help-requests", token: token, headers: headers, body: body)
    }
}

/// What came back.
public struct Answer: Sendable {
    /// A problem, as a client reads it.
    public struct Problem: Decodable, Equatable {
        public struct FieldError: Decodable, Equatable {
            public var field: String
            public var message: String

            public init(field: String, message: String) {
                self.field = field
                self.message = message
            }
        }

        public var type: String
        public var title: String
        public var status: Int
        public var detail: String
        public var code: String
        public var instance: String
        public var errors: [FieldError]?
    }

    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body, which must be announced as a problem and agree with the status.
    public func problem() throws -> Problem {
        guard headers[.contentType] == "application/problem+json" else { throw NotAProblem(answer: text) }
        let problem = try JSONDecoder().decode(Problem.self, from: Data(body))
        guard problem.status == status, problem.type == "about:blank" else { throw NotAProblem(answer: text) }
        return problem
    }

    public func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return try Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
        }
        return try decoder.decode(type, from: Data(body))
    }
}

public struct NotAProblem: Error {
    public var answer: String
}
