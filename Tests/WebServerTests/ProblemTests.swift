import HTTPTypes
import Testing
import WebTestSupport

@Suite
struct ProblemTests {
    @Test(
        "An unknown path is a problem", arguments: ["/nothing", "/v1", "/v1/help-requests/x/y", "/prompts/x.mp3"])
    func notFound(path: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, path)
            #expect(answer.status == 404)
            let problem = try answer.problem()
            #expect(problem.code == "not_found")
            #expect(problem.title == "Not Found")
            #expect(problem.instance == path)
        }
    }

    @Test(
        "A method that a path does not take is answered 405 with those that it takes",
        arguments: [
            (.delete, "/v1/help-requests", "GET, HEAD, POST"), (.get, "/v1/help-requests/1/cancel", "POST"),
            (.post, "/prompts/\(FakePrompts.digest).wav", "GET, HEAD"), (.post, "/livez", "GET, HEAD"),
            (.options, "/readyz", "GET, HEAD"), (HTTPRequest.Method("BREW")!, "/v1/help-requests/1", "GET, HEAD"),
        ] as [(HTTPRequest.Method, String, String)])
    func methodNotAllowed(method: HTTPRequest.Method, path: String, allow: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(method, path)
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == allow)
            #expect(try answer.problem().code == "method_not_allowed")
        }
    }

    @Test("A body over 64 KiB is answered 413, one of exactly 64 KiB is read")
    func tooLarge() async throws {
        try await TestSite().test { client in
            let limit = 64 * 1024
            let request = #"{"operator":"101","route":"*5003"}"#
            let padded = request + String(repeating: " ", count: limit - request.utf8.count)
            #expect(try await client.create(padded).status == 202)
            let answer = try await client.create(padded + " ")
            #expect(answer.status == 413)
            #expect(try answer.problem().code == "body_too_large")
        }
    }

    @Test("An unexpected error is a 500 that tells nothing of it")
    func internalError() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/prompts/\(FakePrompts.broken).wav")
            #expect(answer.status == 500)
            #expect(try answer.problem().code == "internal_error")
            #expect(!answer.text.contains("DiskFailure"))
        }
    }

    @Test("The answer to a HEAD has no body, problem or not")
    func head() async throws {
        try await TestSite().test { client in
            for path in ["/nothing", "/v1/help-requests/1", "/v1/help-requests", "/livez"] {
                let get = try await client.send(.get, path)
                let head = try await client.send(.head, path)
                #expect(head.body.isEmpty, "\(path)")
                #expect(head.status == get.status, "\(path)")
                #expect(head.headers[.contentType] == get.headers[.contentType], "\(path)")
                #expect(head.headers[.contentLength] == "\(get.body.count)", "\(path)")
            }
        }
    }

    @Test("Every answer forbids sniffing and carries an id of its own")
    func commonHeaders() async throws {
        try await TestSite().test { client in
            let name = HTTPField.Name("X-Request-Id")!
            var ids: Set<String> = []
            for path in ["/livez", "/nothing", "/v1/help-requests", "/prompts/\(FakePrompts.digest).wav"] {
                let answer = try await client.send(.get, path)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                ids.insert(try #require(answer.headers[name]))
            }
            #expect(ids.count == 4)
        }
    }

    @Test("The methods of a path are those of the route that the router takes")
    func allowedMethods() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.options, "/v1/sounds/preview")
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "POST")
        }
    }
}
