import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A path")
struct PathTemplateTests {
    private func path(_ yaml: String) throws -> PathTemplate {
        try PathTemplate(MappingNode(yaml: yaml, file: "test.yaml"))
    }

    @Test("encodes its values, so that they stay in their place")
    func encodes() throws {
        let template = try path(#"'users/\(.operator.extension)/a b/é.json'"#)
        func text(_ value: String) throws -> String { try template.text(over: Fixtures.context(operator: value)) }
        #expect(try text("1/2?x#y&z%") == "users/1%2F2%3Fx%23y%26z%25/a%20b/%C3%A9.json")
        #expect(try text("سارا").hasPrefix("users/%D8%B3"))
        #expect(try text("//evil.test") == "users/%2F%2Fevil.test/a%20b/%C3%A9.json")
        #expect(try text("http://evil").hasPrefix("users/http%3A%2F%2Fevil/"))
    }

    @Test(
        "is not asked with a value that would leave its place",
        arguments: ["..", ".", "../x", "x/..", #"..\x"#, "", "a\r\nHost: evil", "\u{0}", "./"])
    func escapes(value: String) throws {
        for text in [#"'users/\(.operator.extension)'"#, #"'\(.operator.extension)/x'"#] {
            let failure = try #require(throws: LookupFailure.self) {
                try path(text).text(over: Fixtures.context(operator: value))
            }
            #expect(failure.result == .invalid)
        }
    }

    @Test("takes percent signs in a value for what they are", arguments: ["%2e%2e", "%2F", "%0d%0a"])
    func percent(value: String) throws {
        let text = try path(#"'users/\(.operator.extension)'"#).text(over: Fixtures.context(operator: value))
        #expect(text == "users/\(value.replacing("%", with: "%25"))")
    }

    @Test("is not asked when literal text and value together would be ..")
    func assembled() throws {
        for text in [#"'a/.\(.operator.extension)/b'"#, #"'a/%2e\(.operator.extension)/b'"#] {
            #expect(throws: LookupFailure.self) { try path(text).text(over: Fixtures.context(operator: ".")) }
        }
        let fine = try path(#"'a/\(.operator.extension).json'"#).text(over: Fixtures.context(operator: ".."))
        #expect(fine == "a/...json")
    }

    @Test("is not asked with a value that is missing, manifold or not text")
    func missing() throws {
        for value in [".nothing", "empty", "1,2", ".operator", "[1]"] {
            #expect(throws: LookupFailure.self) {
                try path(#"'users/\(\#(value))'"#).text(over: Fixtures.context())
            }
        }
        #expect(try path(#"'users/\(7 + 1)/\(true)'"#).text(over: Fixtures.context()) == "users/8/true")
    }

    @Test(
        "that could leave the base URL is refused at load",
        arguments: [
            "/users", "//evil.test/x", "http://evil.test/x", "a//b", "a/../b", "..", "./a", "%2e%2e/a", "a/%2E%2e",
            "a?b=c", "a#b", #"a\b"#, #"'\(.x)?y'"#, #"'/\(.x)'"#, #"'\(.x)//y'"#, "a%zzb", #""a\nb""#, "..%2Fa",
        ])
    func refusedAtLoad(yaml: String) throws {
        let error = try #require(throws: ManagerLookupError.self) { try path(yaml) }
        #expect("\(error)".hasPrefix("test.yaml:1: "))
    }

    @Test("may be empty, end with a slash, and hold a comment in a program")
    func odd() throws {
        #expect(try path("''").text(over: Fixtures.context()) == "")
        #expect(try path("api/users/").text(over: Fixtures.context()) == "api/users/")
        #expect(try path(#""a/\\(1 # one\n)""#).text(over: Fixtures.context()) == "a/1")
    }
}
