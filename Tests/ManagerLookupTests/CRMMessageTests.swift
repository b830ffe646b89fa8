import CurlHTTP
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("What a CRM says for itself")
struct CRMMessageTests {
    private func report(
        _ response: HTTPResponse, step: String, format: String = "json", credentials: [String: String] = [:],
        login: String = ""
    ) async throws -> LookupReport {
        let yaml =
            Fixtures.mapping(
                request: "{path: managers, format: \(format)}", step: step,
                credentials: credentials.isEmpty ? "{}" : "{token: {description: t, secret: true}}") + "\n" + login
        let client = ScriptedClient { _ in response }
        let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml)).managers(
            for: Fixtures.question(Fixtures.source(mapping: "test", credentials: credentials)))
        return try #require(answer.reports.first)
    }

    @Test(
        "A CRM's own message is in the report wherever the step ends the lookup",
        arguments: [
            (200, "found: .steps.m.body.ok", LookupReport.Result.notFound),
            (200, "accept: .steps.m.body.ok", .error), (404, "", .notFound), (410, "", .notFound), (500, "", .error),
            (422, "", .error),
        ])
    func everywhere(status: Int, condition: String, result: LookupReport.Result) async throws {
        let step = "message: .steps.m.body.error.text" + (condition.isEmpty ? "" : "\n      \(condition)")
        let said = try await report(
            .json(#"{"ok":false,"error":{"text":"unknown\nextension"}}"#, status: status), step: step)
        #expect(said.result == result)
        #expect(said.message == "unknown extension")
        #expect(said.detail?.contains("unknown") == false)
    }

    @Test("A CRM's message is left out where it is no text, or its program does not fit the answer")
    func none() async throws {
        let step = "message: .steps.m.body.error.text"
        for text in [#"{"error":{"text":["a"]}}"#, #"{"error":[1]}"#, "<html>", ""] {
            let said = try await report(.json(text, status: 500), step: step)
            #expect(said.result == .error && said.message == nil, "\(text)")
        }
        #expect(try await report(.json(#"{"extension":"200"}"#), step: step).message == nil)
    }

    @Test("A CRM's message is taken from SOAP faults, which come with status 500")
    func fault() async throws {
        let said = try await report(
            HTTPResponse(
                status: 500,
                body: Array(
                    #"<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>"#
                        .utf8)),
            step: #"message: '.steps.m.body["s:Envelope"]["s:Body"]["s:Fault"].faultstring'"#, format: "xml")
        #expect(said.message == "no")
    }

    @Test("A CRM's message holds no secret that the CRM repeats, and is short")
    func masked() async throws {
        let said = try await report(
            .json(#"{"error":"token s3cret-token is old"}"#, status: 401),
            step: "message: .steps.m.body.error + (.credentials.token | .[0:0])",
            credentials: ["token": "s3cret-token"])
        #expect(said.message == "token *** is old")
        let long = try await report(
            .json("{\"error\":\"\(String(repeating: "x", count: 9_000))\"}", status: 400),
            step: "message: .steps.m.body.error")
        #expect(long.message?.count == 500)
    }

    @Test("A CRM's message about a refused login is in the report, too")
    func login() async throws {
        let login = """
            login:
              request: {path: login, json: '{}'}
              found: .login.body.token
              message: .login.body.error
              session: .login.body.token
            """
        let said = try await report(.json(#"{"error":"user is locked"}"#, status: 403), step: "", login: login)
        #expect(said.result == .error && said.message == "user is locked")
        #expect(said.detail == "login: the CRM refused it (HTTP 403); check the source's credentials")
    }
}
