import Administration
import CurlHTTP
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A question to one source, shown")
struct SourceInquiryTests {
    @Test("tells each request and answer, and none of the secrets")
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

    @Test("shows a token that a login gave nowhere, whatever the CRM or the mapping makes of it later")
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

    @Test("tells why there was no answer")
    func failure() async throws {
        let client = ScriptedClient { _ in throw CurlHTTPError.couldNotConnect("refused by crm.test") }
        let report = try await inquiry(client, Fixtures.catalogue()).ask(source("generic", [:]), Fixtures.question())
        #expect(report.result == .error)
        // The request that never left is tried twice.
        #expect(report.exchanges?.map(\.status) == [nil, nil])
        #expect(report.exchanges?[0].failure?.contains("refused") == true)
    }

    private func source(_ mapping: String, _ credentials: [String: String]) -> LookupSource {
        Fixtures.source(mapping: mapping, credentials: credentials)
    }

    private func inquiry(_ client: ScriptedClient, _ catalogue: MappingCatalogue) throws -> SourceInquiry {
        SourceInquiry(
            catalogue: catalogue, clients: HTTPClientSelection(standard: client),
            dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"), refreshTokens: VolatileRefreshTokens(),
            resolveSecret: Fixtures.resolve)
    }
}
