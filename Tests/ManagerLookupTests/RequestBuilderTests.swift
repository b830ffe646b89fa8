import CurlHTTP
import JSON
import Testing

@testable import ManagerLookup

@Suite("A step's request")
struct RequestBuilderTests {
    private func request(
        _ yaml: String, auth: String = "none", credentials: [String: String] = [:], operator number: String = "101"
    ) async throws -> HTTPRequest {
        let declared =
            "{token: {description: t, required: false}, username: {description: u}, password: {description: p}}"
        let mapping = try Mapping(
            yaml: Fixtures.mapping(request: yaml, auth: auth, credentials: declared), file: "test.yaml")
        return try await RequestBuilder(
            base: BaseURL("http://crm.test/api"), authentication: mapping.authentication, credentials: credentials
        ).request(
            mapping.steps[0].request, over: Fixtures.context(operator: number, credentials: credentials),
            timeout: .seconds(1))
    }

    private func lines(_ request: HTTPRequest) -> [String] {
        request.headers.map { "\($0.name): \($0.value)" }
    }

    @Test("A step's request is a GET that wants JSON, unless said otherwise")
    func plain() async throws {
        let request = try await request("{path: managers}")
        #expect(request.method == .get)
        #expect(request.url == "http://crm.test/api/managers")
        #expect(lines(request) == ["Accept: application/json"])
        #expect(request.body.isEmpty)
        #expect(request.totalTimeout == .seconds(1) && request.connectTimeout == .seconds(1))
    }

    @Test("A step's request encodes names and values of its query, and leaves out what is null")
    func query() async throws {
        let yaml = #"{path: m, query: {ext: '\(.operator.extension)', q: 'a b&c=\(1)', 'x[]': 5, no: '\(null)'}}"#
        #expect(
            try await request(yaml, operator: "1&2=3#\r\n").url
                == "http://crm.test/api/m?ext=1%262%3D3%23%0D%0A&q=a%20b%26c%3D1&x%5B%5D=5")
    }

    @Test("A step's request carries JSON, a form or a text, as a POST unless said otherwise")
    func content() async throws {
        let json = try await request("{path: m, json: '{a: .operator.extension, b: [1]}'}")
        #expect(json.method == .post)
        #expect(try JSONReader.value(of: json.body) == .object(["a": .text("101"), "b": .array([.number(1)])]))
        #expect(lines(json).contains("Content-Type: application/json"))

        let form = try await request("{path: m, form: '{b: \"x&y z\", a: 1, n: null}'}")
        #expect(String(decoding: form.body, as: UTF8.self) == "a=1&b=x%26y%20z")
        #expect(lines(form).contains("Content-Type: application/x-www-form-urlencoded"))

        let body = try await request(
            #"{path: m, method: PUT, headers: {content-type: text/xml}, body: '@html "<a>\(.operator.extension)</a>"'}"#,
            operator: "<1>")
        #expect(body.method == .put)
        #expect(String(decoding: body.body, as: UTF8.self) == "<a>&lt;1&gt;</a>")
        #expect(lines(body) == ["content-type: text/xml", "Accept: application/json"])
    }

    @Test("A step's request never gains a header line through a value")
    func headerSmuggling() async throws {
        let yaml = #"{path: m, headers: {X-Operator: 'ext \(.operator.extension)'}}"#
        #expect(lines(try await request(yaml)).contains("X-Operator: ext 101"))
        await #expect(throws: LookupFailure.self) { try await request(yaml, operator: "1\r\nX-Evil: 1") }
        await #expect(throws: LookupFailure.self) {
            try await request("{path: m}", auth: "bearer", credentials: ["token": "a\nX-Evil: 1"])
        }
    }

    @Test("A step's request proves who is asking, by every scheme")
    func authentication() async throws {
        let token = ["token": "t0p&s"]
        #expect(
            lines(try await request("{path: m}", auth: "bearer", credentials: token))
                .contains("Authorization: Bearer t0p&s"))
        #expect(
            lines(
                try await request(
                    "{path: m}", auth: "basic", credentials: ["username": "Aladdin", "password": "open sesame"])
            )
            .contains("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
        #expect(
            lines(
                try await request(
                    "{path: m}", auth: #"{scheme: header, name: X-Key, value: 'k \(.credentials.token)'}"#,
                    credentials: token)
            ).contains("X-Key: k t0p&s"))
        #expect(
            try await request(
                "{path: m, query: {a: 1}}", auth: #"{scheme: query, name: key, value: '\(.credentials.token)'}"#,
                credentials: token
            ).url.hasSuffix("/m?a=1&key=t0p%26s"))
    }

    @Test("A step's request leaves the proof out when its credential is not set, or when the step has its own")
    func withoutCredential() async throws {
        let none = ["Accept: application/json"]
        #expect(lines(try await request("{path: m}", auth: "bearer")) == none)
        #expect(lines(try await request("{path: m}", auth: "basic")) == none)
        let header = #"{scheme: header, name: X-Key, value: 'k \(.credentials.token)'}"#
        #expect(lines(try await request("{path: m}", auth: header)) == none)
        let own = "{path: m, headers: {authorization: 'Zoho-oauthtoken 1'}}"
        #expect(
            lines(try await request(own, auth: "bearer", credentials: ["token": "t"]))
                == ["authorization: Zoho-oauthtoken 1"] + none)
    }

    @Test("A step's request is not sent when its programs give nothing to send")
    func nothingToSend() async throws {
        for content in ["json: empty", "form: '[1]'", "form: '{a: [1]}'", "body: '{a: 1}'", "json: '1 + \"a\"'"] {
            await #expect(throws: (any Error).self) { try await request("{path: m, \(content)}") }
        }
    }
}
