import HelpDesk
import LocatedYAML
import Testing

@testable import ManagerLookup

@Suite("A path")
struct PathTemplateTests {
    private func path(_ yaml: String) throws -> PathTemplate {
        try PathTemplate(MappingNode(yaml: yaml, file: "test.yaml"))
    }

    private func written(_ path: PathTemplate, operator number: String = "101") async throws -> String {
        try path.text(await Fixtures.context(operator: number).firsts(of: [path.program].compactMap(\.self)))
    }

    @Test("A step's path encodes its values, so that they stay in their place")
    func encodes() async throws {
        let template = try path(#"'users/\(.operator.extension)/a b/é.json'"#)
        func text(_ value: String) async throws -> String { try await written(template, operator: value) }
        #expect(try await text("1/2?x#y&z%") == "users/1%2F2%3Fx%23y%26z%25/a%20b/%C3%A9.json")
        #expect(try await text("سارا").hasPrefix("users/%D8%B3"))
        #expect(try await text("//evil.test") == "users/%2F%2Fevil.test/a%20b/%C3%A9.json")
        #expect(try await text("http://evil").hasPrefix("users/http%3A%2F%2Fevil/"))
    }

    @Test(
        "A step's path is not asked with a value that would leave its place",
        arguments: ["..", ".", "../x", "x/..", #"..\x"#, "", "a\r\nHost: evil", "\u{0}", "./"])
    func escapes(value: String) async throws {
        for text in [#"'users/\(.operator.extension)'"#, #"'\(.operator.extension)/x'"#] {
            let failure = try await #require(throws: LookupFailure.self) {
                try await written(path(text), operator: value)
            }
            #expect(failure.result == .invalid)
        }
    }

    @Test("A step's path takes percent signs in a value for what they are", arguments: ["%2e%2e", "%2F", "%0d%0a"])
    func percent(value: String) async throws {
        let text = try await written(path(#"'users/\(.operator.extension)'"#), operator: value)
        #expect(text == "users/\(value.replacing("%", with: "%25"))")
    }

    @Test("A step's path is not asked when literal text and value together would be ..")
    func assembled() async throws {
        for text in [#"'a/.\(.operator.extension)/b'"#, #"'a/%2e\(.operator.extension)/b'"#] {
            await #expect(throws: LookupFailure.self) { try await written(path(text), operator: ".") }
        }
        let fine = try await written(path(#"'a/\(.operator.extension).json'"#), operator: "..")
        #expect(fine == "a/...json")
    }

    @Test("A step's path is not asked with a value that is missing, manifold or not text")
    func missing() async throws {
        for value in [".nothing", "empty", "1,2", ".operator", "[1]"] {
            await #expect(throws: LookupFailure.self) {
                try await written(path(#"'users/\(\#(value))'"#))
            }
        }
        #expect(try await written(path(#"'users/\(7 + 1)/\(true)'"#)) == "users/8/true")
    }

    @Test(
        "A step's path that could leave the base URL is refused when its mapping is loaded",
        arguments: [
            "/users", "//evil.test/x", "http://evil.test/x", "a//b", "a/../b", "..", "./a", "%2e%2e/a", "a/%2E%2e",
            "a?b=c", "a#b", #"a\b"#, #"'\(.x)?y'"#, #"'/\(.x)'"#, #"'\(.x)//y'"#, "a%zzb", #""a\nb""#, "..%2Fa",
        ])
    func refusedAtLoad(yaml: String) async throws {
        let error = try #require(throws: ManagerLookupError.self) { try path(yaml) }
        #expect("\(error)".hasPrefix("test.yaml:1: "))
    }

    @Test("A step's path may be empty, end with a slash, and hold a comment in a program")
    func odd() async throws {
        #expect(try await written(path("''")) == "")
        #expect(try await written(path("api/users/")) == "api/users/")
        #expect(try await written(path(#""a/\\(1 # one\n)""#)) == "a/1")
    }
}
