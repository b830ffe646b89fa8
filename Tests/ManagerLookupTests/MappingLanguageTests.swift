import CurlHTTP
import HelpDesk
import Logging
import Testing

@testable import ManagerLookup

/// The parts of the language that need more than one request, each as a mapping with an example of its own.
@Suite("The mapping language")
struct MappingLanguageTests {
    @Test(
        "Each feature of the mapping language plays its example as recorded",
        arguments: [
            login, oauth, refresh, climb, climbWithoutFrom, headOfUnit, cycle, longClimb, xml, failureInside200,
        ])
    func plays(yaml: String) async throws {
        let mapping = try Mapping(yaml: yaml, file: "test.yaml")
        #expect(await mapping.problems(by: Fixtures.jq) == [])
        let outcomes = try await MappingExampleTests.play(mapping)
        #expect(!outcomes.isEmpty)
        for outcome in outcomes { #expect(outcome.differences == [], "\(outcome.example)") }
    }

    @Test("A rotated refresh token is kept, and used in place of the configured one from then on")
    func rotation() async throws {
        let tokens = InMemoryRefreshTokenStore()
        let client = ScriptedClient { request in
            request.url.hasSuffix("/token")
                ? .json(#"{"access_token":"a","refresh_token":"r2","expires_in":0}"#)
                : .json(#"{"extension":"200"}"#, status: 401)
        }
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(Self.refresh), clients: HTTPClientSelection(standard: client),
            answerBudget: .seconds(60), dialPolicy: try .init(pattern: "^[0-9]{2,6}$"),
            resolveSecret: Fixtures.resolve, refreshTokens: tokens,
            logger: .init(label: "test") { _ in
                SwiftLogNoOpLogHandler()
            })
        let source = Fixtures.source(
            mapping: "test", credentials: ["clientId": "i", "clientSecret": "s", "refreshToken": "r1"])
        let answer = await chain.managers(for: Fixtures.question(source))
        #expect(answer.reports.map(\.result) == [.error])
        // Token, answer 401, token again, answer 401: renewed once, and with the new refresh token.
        #expect(client.requests.count == 4)
        #expect(String(decoding: client.requests[0].body, as: UTF8.self).contains("refresh_token=r1"))
        #expect(String(decoding: client.requests[2].body, as: UTF8.self).contains("refresh_token=r2"))
        func kept(for origin: String) async -> String? {
            await tokens.refreshToken(of: "main", replacing: "r1", from: origin)
        }
        #expect(await kept(for: source.origin) == "r2")
        // Not even for the same credentials does it go elsewhere.
        #expect(await kept(for: "https://elsewhere.example") == nil)
    }

    @Test(
        "A mapping that could reach another host or does not fit together is refused",
        arguments: [
            (oauth.replacing("https://login.test", with: "http://login.test"), "https only"),
            (oauth.replacing("https://login.test", with: "https://\\(.operator.name)"), "literal origin"),
            (oauth.replacing("https://login.test", with: "https://login.test/x"), "belongs under path"),
            (oauth.replacing("clientSecret: {", with: "other: {"), "clientSecret"),
            (climb.replacing("until:", with: "util:"), "unknown key"),
            (xml.replacing("format: xml", with: "format: html"), "json, xml or text"),
        ])
    func refuses(yaml: String, problem: String) {
        let error = #expect(throws: ManagerLookupError.self) { try Mapping(yaml: yaml, file: "test.yaml") }
        #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    }

    @Test("Credentials that are used and not declared, or declared and not used, are found with their lines")
    func inspection() async throws {
        let yaml = Fixtures.mapping(
            request: "{path: managers, query: {k: '\\(.credentials.missing)'}}",
            credentials: "{idle: {description: nothing}}")
        let problems = try await Mapping(yaml: yaml, file: "test.yaml").problems(by: Fixtures.jq).map(\.description)
        #expect(problems.count == 2)
        #expect(problems[0].contains("test.yaml:8") && problems[0].contains("the credential missing is not declared"))
        #expect(problems[1].contains("test.yaml:3") && problems[1].contains("never used"))
    }
}
