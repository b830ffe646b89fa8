import HTTPTypes
import Testing
import WebServer
import WebTestSupport

@Suite("Calls from pages of other origins")
struct CrossOriginTests {
    private static let allowed = HTTPField.Name("Access-Control-Allow-Origin")!
    private static let requested = HTTPField.Name("Access-Control-Request-Method")!

    private let site: TestSite

    init() {
        var site = TestSite()
        site.configuration.corsOrigins = ["https://crm.example.com"]
        self.site = site
    }

    private func preflight(_ client: TestSiteClient, _ path: String, origin: String) async throws -> Answer {
        try await client.send(
            .options, path, token: nil, headers: [.origin: origin, Self.requested: "POST"])
    }

    @Test(
        "Calls from pages of a named origin are allowed, for help requests and their events",
        arguments: [
            "/v1/help-requests", "/v1/help-requests/019abc00-0000-7000-8000-000000000000/cancel", "/v1/events",
        ])
    func allowed(path: String) async throws {
        try await site.test { client in
            let asked = try await preflight(client, path, origin: "https://crm.example.com")
            #expect(asked.status == 204)
            #expect(asked.headers[Self.allowed] == "https://crm.example.com")
            #expect(asked.headers[HTTPField.Name("Access-Control-Allow-Methods")!] == "GET, POST")
            #expect(asked.headers[HTTPField.Name("Access-Control-Allow-Credentials")!] == nil)
            let answer = try await client.send(.get, path, headers: [.origin: "https://crm.example.com"])
            #expect(answer.headers[Self.allowed] == "https://crm.example.com")
            #expect(answer.headers[.vary] == "Origin")
        }
    }

    @Test("Calls from pages of other origins are allowed to none but the named one, and for nothing else")
    func denied() async throws {
        try await site.test { client in
            for origin in [
                "https://evil.example.com", "http://crm.example.com", "null", "https://crm.example.com:8443",
            ] {
                let asked = try await preflight(client, "/v1/help-requests", origin: origin)
                #expect(asked.status == 405)
                #expect(asked.headers[Self.allowed] == nil)
                let answer = try await client.send(.get, "/v1/help-requests", headers: [.origin: origin])
                #expect(answer.headers[Self.allowed] == nil)
                #expect(answer.headers[.vary] == "Origin")
            }
            for path in ["/v1/departments", "/v1/tokens", "/v1/explain", "/v1/help-requestsx", "/livez"] {
                let asked = try await preflight(client, path, origin: "https://crm.example.com")
                #expect(asked.status >= 400)
                #expect(asked.headers[Self.allowed] == nil)
            }
        }
    }

    @Test("Calls from pages of other origins are allowed to nobody where none is named")
    func unconfigured() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/v1/help-requests", headers: [.origin: "https://crm.example.com"])
            #expect(answer.headers[Self.allowed] == nil)
            #expect(answer.headers[.vary] == nil)
        }
    }
}
