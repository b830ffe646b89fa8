import Administration
import CurlHTTP
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("Where the secrets of a source go, and who sees them")
struct SourceDestinationTests {
    @Test("A source's secrets go where its mapping logs in, be it named there or by a credential")
    func loginOrigin() throws {
        let catalogue = try Fixtures.catalogue()
        #expect(catalogue.loginOrigin(of: Fixtures.source(mapping: "generic")) == nil)
        #expect(
            catalogue.loginOrigin(of: Fixtures.source(mapping: "dynamics365")) == "https://login.microsoftonline.com")
        func zoho(_ address: String) -> String? {
            catalogue.loginOrigin(of: Fixtures.source(mapping: "zoho", credentials: ["accountsURL": address]))
        }
        #expect(zoho("https://Accounts.zoho.com:443/") == "https://accounts.zoho.com")
        #expect(zoho("https://accounts.zoho.evil") != zoho("https://accounts.zoho.com"))
        #expect(zoho("env:ACCOUNTS") == "env:ACCOUNTS")
    }

    @Test(
        "An origin is the same however it is written",
        arguments: [
            ("https://crm.test", "https://CRM.test:443/path", true), ("http://crm.test:80", "http://crm.test/", true),
            ("http://[::1]:80", "HTTP://[::1]", true), ("https://crm.test", "http://crm.test", false),
            ("https://crm.test:8443", "https://crm.test", false), ("https://crm.test:44", "https://crm.test", false),
            ("https://crm.test.evil", "https://crm.test", false), ("https://crm.test#a", "https://crm.test?b", true),
        ])
    func origin(one: String, other: String, isSame: Bool) {
        #expect((LookupSource.origin(of: one) == LookupSource.origin(of: other)) == isSame)
    }

    @Test("A value that is kept elsewhere is masked in a trace, also where its mapping calls it no secret")
    func references() async throws {
        let client = ScriptedClient { request in
            request.url.hasSuffix("/login")
                ? HTTPResponse(
                    status: 200, headers: [HTTPHeader("Set-Cookie", "sid=c00kie")],
                    body: Array(#"{"ok":true,"key":"s3ssion"}"#.utf8))
                : .json(#"{"manager":{"extension":"200","name":"Sara"},"echo":"value-of-the-variable"}"#)
        }
        let inquiry = SourceInquiry(
            catalogue: try Fixtures.catalogue(MappingLanguageTests.login),
            clients: HTTPClientSelection(standard: client), answerBudget: .seconds(600),
            dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            refreshTokens: InMemoryRefreshTokenStore(),
            resolveSecret: { reference in
                guard case .literal(let text) = reference.location else { return "value-of-the-variable" }
                return text
            })
        let report = try await inquiry.ask(
            Fixtures.source(mapping: "test", credentials: ["user": "env:USER_OF_CRM", "password": "pa ss"]),
            Fixtures.question())
        #expect(report.result == .found)
        #expect(!String(describing: report).contains("value-of-the-variable"))
    }
}
