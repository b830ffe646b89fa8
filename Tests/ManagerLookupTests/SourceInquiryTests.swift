import Administration
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A question to one source, shown")
struct SourceInquiryTests {
    @Test("A trial question tells each request and answer, and none of the secrets")
    func trace() async throws {
        let client = ScriptedClient { request in
            if request.url.hasSuffix("/login") {
                return HTTPResponse(
                    status: 200, headers: [HTTPHeader("Set-Cookie", "sid=c00kie")],
                    body: Array(#"{"ok":true,"key":"s3ssion"}"#.utf8))
            }
            return .json(#"{"manager":{"extension":"200","name":"Sara"},"echo":"pa ss","echoed":"pa%20ss"}"#)
        }
        let report = try await inquiry(client, Fixtures.catalogue(MappingLanguageTests.login)).ask(
            source("test", ["user": "bot", "password": "pa ss"]), Fixtures.question())
        #expect(report.result == .found)
        #expect(report.managers.map(\.extension) == ["200"])
        #expect(report.exchanges?.map(\.url) == ["http://crm.test/login", "http://crm.test/managers"])
        let shown = String(describing: report)
        for secret in ["pa ss", "pa%20ss", "s3ssion", "c00kie"] { #expect(!shown.contains(secret), "\(secret)") }
        #expect(shown.contains("bot"))
    }

    @Test("A trial question does not show a token of a login, whatever the CRM or the mapping makes of it later")
    func loginSecrets() async throws {
        let client = ScriptedClient { request in
            if request.url.hasSuffix("/login") {
                return HTTPResponse(
                    status: 200, headers: [HTTPHeader("Set-Cookie", "sid=c00kie-c00kie; Path=/")],
                    body: Array(#"{"ok":true,"key":"s3ssion/of+theirs"}"#.utf8))
            }
            let echo = Data("k=s3ssion/of+theirs".utf8).base64EncodedString()
            return .json(
                #"{"manager":{"extension":"200","name":"c00kie-c00kie"},"a":"\#(echo)","b":"s3ssion%2Fof%2Btheirs"}"#)
        }
        let report = try await inquiry(client, Fixtures.catalogue(MappingLanguageTests.login)).ask(
            source("test", ["user": "bot", "password": "pa ss"]), Fixtures.question())
        #expect(report.managers.map(\.name) == ["***"])
        let shown = String(describing: report)
        for secret in ["c00kie", "s3ssion", "zM3NzaW9u"] { #expect(!shown.contains(secret), "\(secret)") }
    }

    @Test("A trial question shows why a token was refused, and still none of the secrets beside it")
    func refusedToken() async throws {
        let yaml = Fixtures.mapping(
            request: #"{path: managers, query: {auth: '\(.token)'}}"#,
            auth: "{scheme: oauth2_client_credentials, path: token}",
            credentials: "{clientId: {description: i}, clientSecret: {description: s, secret: true}}")
        let client = ScriptedClient(
            json: #"""
                {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret, not c1ient-secret.",
                 "challenge":{"session_token":"l1ve-t0ken"}}
                """#, status: 401)
        let report = try await inquiry(client, Fixtures.catalogue(yaml)).ask(
            source("test", ["clientId": "i", "clientSecret": "c1ient-secret"]), Fixtures.question())
        #expect(report.detail?.contains("token: HTTP 401 invalid_client") == true, "\(report)")
        #expect(report.exchanges?[0].responseBody.contains("AADSTS7000215: Invalid client secret, not ***.") == true)
        for secret in ["c1ient", "l1ve"] { #expect(!String(describing: report).contains(secret), "\(secret)") }
    }

    @Test("A trial question shows what a CRM says that refuses a login with 200")
    func refusedLogin() async throws {
        let yaml = MappingLanguageTests.login.replacing(
            "found: '.login.body.ok'", with: "found: '.login.body.ok'\n  message: .login.body.error.data.message")
        let client = ScriptedClient(json: #"{"ok":false,"error":{"code":200,"data":{"message":"Access Denied"}}}"#)
        let report = try await inquiry(client, Fixtures.catalogue(yaml)).ask(
            source("test", ["user": "bot", "password": "pa ss"]), Fixtures.question())
        #expect(report.message == "Access Denied", "\(report)")
    }

    @Test("A trial question does not show a token that another bridge has got, whatever the mapping makes of it")
    func sharedToken() async throws {
        /// As several bridges on one database have it: nothing is exchanged here.
        struct OthersToken: RefreshTokenStore {
            func refreshToken(of source: String, replacing configured: String, from origin: String) -> String? { nil }
            func keep(_ token: String, of source: String, replacing configured: String, from origin: String) {}
            func accessToken(
                of source: String, for settings: String, replacing refused: String?,
                waitingUntil deadline: ContinuousClock.Instant, obtain: () async throws -> AccessToken
            ) -> AccessToken? { AccessToken("l1ve-t0ken", lifetime: nil) }
        }
        let yaml = Fixtures.mapping(
            request: #"{path: managers, query: {auth: '\(.token)'}}"#,
            auth: "{scheme: oauth2_refresh_token, path: token}",
            credentials: "{clientId: {description: i}, clientSecret: {description: s}, refreshToken: {description: r}}")
        let client = ScriptedClient(json: #"{"extension":"200","name":"l1ve-t0ken"}"#)
        let report = try await inquiry(client, Fixtures.catalogue(yaml), OthersToken()).ask(
            source("test", ["clientId": "i", "clientSecret": "s", "refreshToken": "r"]), Fixtures.question())
        #expect(report.managers.map(\.name) == ["***"])
        #expect(client.requests.map(\.url) == ["http://crm.test/managers?auth=l1ve-t0ken"])
        #expect(!String(describing: report).contains("l1ve"))
    }

    @Test("A trial question tells the departments of the managers, and none of the secrets in them")
    func departments() async throws {
        let client = ScriptedClient(
            json: """
                {"manager":[{"extension":"200","name":"Sara","department":"support"},{"extension":"201"},
                 {"extension":"202","department":"of s3cret-token"}]}
                """)
        let report = try await inquiry(client, Fixtures.catalogue()).ask(
            source("generic", ["token": "s3cret-token"]), Fixtures.question())
        #expect(report.managers.map(\.extension) == ["200", "201", "202"])
        #expect(report.managers.map(\.department) == ["support", nil, "of ***"])
    }

    @Test("A trial question tells why there was no answer")
    func failure() async throws {
        let client = ScriptedClient { _ in throw CurlHTTPError.couldNotConnect("refused by crm.test") }
        let report = try await inquiry(client, Fixtures.catalogue()).ask(source("generic", [:]), Fixtures.question())
        #expect(report.result == .error)
        // The request that never left is tried twice.
        #expect(report.exchanges?.map(\.status) == [nil, nil])
        #expect(report.exchanges?[0].failure?.contains("refused") == true)
    }

    @Test(
        "A trial question names the usual reasons by a word for which a page has a sentence",
        arguments: [
            (CurlHTTPError.couldNotConnect("refused"), LookupReason.notConnected), (.timedOut(.connect), .notConnected),
            (.couldNotResolve("crm.test"), .unknownHost), (.timedOut(.resolve), .unknownHost),
            (.tls("self-signed"), .notTrusted), (.handshakeFailed("wrong version number"), .handshakeFailed),
            (.timedOut(.response), .tooSlow),
            (.protocolViolation("SSH-2.0"), .unreadableAnswer), (.bodyTooLarge(9), .unreadableAnswer),
        ])
    func connectionReasons(error: CurlHTTPError, reason: LookupReason) async throws {
        let client = ScriptedClient { _ in throw error }
        let report = try await inquiry(client, Fixtures.catalogue()).ask(source("generic", [:]), Fixtures.question())
        #expect(report.reason == reason)
    }

    @Test(
        "A trial question names why an answer is of no use by a word for which a page has a sentence",
        arguments: [
            (401, "", LookupReason.credentialsRefused), (403, "", .credentialsRefused), (302, "", .redirected),
            (429, "", .tooManyRequests), (503, "", .serverFault), (400, "", .requestRefused),
            (200, "<html>", .unreadableAnswer),
        ])
    func answerReasons(status: Int, body: String, reason: LookupReason) async throws {
        let client = ScriptedClient(json: body, status: status)
        let report = try await inquiry(client, Fixtures.catalogue()).ask(source("generic", [:]), Fixtures.question())
        #expect(report.reason == reason)
    }

    @Test("A trial question names no reason where a manager was found, or nobody is named")
    func noReason() async throws {
        for body in [#"{"manager":{"extension":"200"}}"#, #"{"manager":null}"#] {
            let report = try await inquiry(ScriptedClient(json: body), Fixtures.catalogue()).ask(
                source("generic", [:]), Fixtures.question())
            #expect(report.reason == nil, "\(report)")
        }
    }

    @Test("A manual query reports that the answer came too late for a help request, whatever the answer")
    func overBudget() async throws {
        let client = ScriptedClient(json: #"{"manager":{"extension":"200"}}"#)
        let report = try await inquiry(client, Fixtures.catalogue(), answerBudget: .zero).ask(
            source("generic", [:]), Fixtures.question())
        #expect(report.result == .found && report.reason == .tooSlow)
        #expect(
            report.detail == "took longer than crm.answerBudgetMilliseconds (0): no help request waits so long")
    }

    @Test("A trial question that is answered has help requests ask a source again that had failed too often")
    func closesCircuit() async throws {
        let isBack = Locked(false)
        let client = ScriptedClient { _ in
            isBack.withLock { $0 } ? .json(#"{"manager":{"extension":"200"}}"#) : .json("{}", status: 500)
        }
        let chain = try Fixtures.chain(client)
        let source = source("generic", [:])
        for _ in 0..<5 { _ = await chain.managers(for: Fixtures.question(source)) }
        let inquiry = try inquiry(client, Fixtures.catalogue(), lookups: chain)
        _ = try await inquiry.ask(source, Fixtures.question())
        #expect(chain.openCircuits(of: [source]) == ["main"])
        isBack.withLock { $0 = true }
        _ = try await inquiry.ask(source, Fixtures.question())
        #expect(chain.openCircuits(of: [source]).isEmpty)
        #expect(await chain.managers(for: Fixtures.question(source)).reports.map(\.result) == [.found])
    }

    private func source(_ mapping: String, _ credentials: [String: String]) -> LookupSource {
        Fixtures.source(mapping: mapping, credentials: credentials)
    }

    private func inquiry(
        _ client: ScriptedClient, _ catalogue: MappingCatalogue,
        _ refreshTokens: any RefreshTokenStore = InMemoryRefreshTokenStore(), answerBudget: Duration = .seconds(600),
        lookups: LookupChain? = nil
    ) throws -> SourceInquiry {
        SourceInquiry(
            catalogue: catalogue, clients: HTTPClientSelection(standard: client), answerBudget: answerBudget,
            dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"), refreshTokens: refreshTokens,
            lookups: lookups, resolveSecret: Fixtures.resolve)
    }
}
