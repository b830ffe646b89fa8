import Foundation
import JSON
import Testing

@testable import ManagerLookup

@Suite("A jq program")
struct JQProgramTests {
    private func prepare(_ program: JQProgram) async throws {
        _ = try await Fixtures.scope(.null).run([JQRun(program: program, limit: 0)]).text(of: program)
    }

    private func text(_ program: JQProgram, over value: JSONTree) async throws -> [UInt8]? {
        try await Fixtures.scope(value).firsts(of: [program]).text(of: program)
    }

    @Test("A jq program gives its outputs in order")
    func outputs() async throws {
        let program = try Fixtures.program(".a[] | {n: ., s: tostring, t: (. > 1)}")
        let input = Fixtures.scope(.object(["a": .array([.number(1), .number(2.5)])]))
        #expect(
            try await program.outputs(over: input, atMost: 10) == [
                .object(["n": .number(1), "s": .text("1"), "t": .boolean(false)]),
                .object(["n": .number(2.5), "s": .text("2.5"), "t": .boolean(true)]),
            ])
        #expect(try await program.outputs(over: input, atMost: 1).count == 1)
    }

    @Test("A jq program runs again after an error and after a run that was cut short")
    func runsAgain() async throws {
        let program = try Fixtures.program(".a | if . == 0 then error(\"zero\") else range(.) end")
        for _ in 0..<3 {
            await #expect(throws: ManagerLookupError.self) {
                try await program.first(over: Fixtures.scope(.object(["a": .number(0)])))
            }
            #expect(try await program.first(over: Fixtures.scope(.object(["a": .number(1e9)]))) == .number(0))
            #expect(try await program.outputs(over: Fixtures.scope(.object(["a": .number(2)])), atMost: 9).count == 2)
        }
    }

    @Test(
        "A jq program keeps any text as it is, there and back",
        arguments: ["", "é", "سارا کریمی", "a\u{0}b", "\u{1F600}\"\\\n"])
    func roundTrip(text: String) async throws {
        let value = JSONTree.object(["k\(text)": .array([.text(text), .null, .boolean(true), .number(-0.5)])])
        #expect(try await Fixtures.program(".").first(over: Fixtures.scope(value)) == value)
        #expect(try EncodedJSON(value).value() == value)
    }

    @Test("A jq program writes its output as JSON text that reads back the same")
    func jsonText() async throws {
        let value = JSONTree.object(["a": .array([.number(1), .text("x\"\r\n")]), "b": .null])
        let written = try #require(try await text(Fixtures.program("."), over: value))
        #expect(try JSONReader.value(of: written) == value)
        #expect(try await text(Fixtures.program("empty"), over: .null) == nil)
    }

    @Test("A jq program that does not compile is named with file, line, field and text")
    func compileError() async throws {
        let program = try Fixtures.program(".a\n| .b\n| | .c")
        let error = try await #require(throws: ManagerLookupError.self) { try await prepare(program) }
        #expect(
            "\(error)" == "test.yaml:12: manager.answer: jq: syntax error, unexpected '|', in: .a | .b | | .c")
        // The failure is remembered, not tried again.
        await #expect(throws: error) { try await program.first(over: Fixtures.scope(.null)) }
    }

    @Test("A jq program that calls an unknown function is refused with the function's name")
    func unknownFunction() async throws {
        let error = try await #require(throws: ManagerLookupError.self) {
            try await prepare(Fixtures.program(".a |\n foo(1)"))
        }
        #expect("\(error)".contains("test.yaml:11: manager.answer: jq: foo/1 is not defined"))
    }

    @Test("A jq program reports what fails over a value without showing the value")
    func runError() async throws {
        let program = try Fixtures.program(".token + 1")
        let input = Fixtures.scope(.object(["token": .text("s3cret)-and more")]))
        let error = try await #require(throws: ManagerLookupError.self) { try await program.first(over: input) }
        #expect("\(error)".contains("string and number cannot be added"), "\(error)")
        #expect(!"\(error)".contains("s3c"), "\(error)")
        let parsing = try await #require(throws: ManagerLookupError.self) {
            try await Fixtures.program(".token | tonumber").first(over: input)
        }
        #expect(!"\(parsing)".contains("s3c"), "\(parsing)")
    }

    @Test(
        "A jq program cannot mention what reaches outside its context",
        arguments: [
            "env", "$ENV", "$ENV.PATH", "env.PATH", "[env]|length", "\"\\(env)\"", ".a | input", "inputs", "debug",
            "1|stderr", "input_filename", "include \"a\"; 1", "import \"a\" as $x; $x", "\"a\"|modulemeta",
            "get_search_list", "halt", "1|halt_error", "$__prog_args", "input_line_number", "{a: env}",
            "[limit(1; inputs)]",
        ])
    func forbidden(text: String) async throws {
        let error = try #require(throws: ManagerLookupError.self) { try Fixtures.program(text) }
        #expect("\(error)".contains("is not available in a mapping"))
    }

    @Test(
        "A jq program may use a forbidden name for a field, a key, or in text",
        arguments: [".env", "{env: 1}", "\"env input $ENV\"", ".a.input", "1 # env", "{a: .debug}", ".include"])
    func allowedNames(text: String) async throws {
        try await prepare(Fixtures.program(text))
    }

    @Test("A jq program sees no environment even where the scanner is fooled")
    func environmentIsGone() async throws {
        // What the prelude does on its own, with the scanner out of the way.
        setenv("HELPBRIDGE_TEST_SECRET", "s3cret", 1)
        defer { unsetenv("HELPBRIDGE_TEST_SECRET") }
        let unguarded = ["$ENV", "$ENV | keys", "1) | ($ENV", "def f: $ENV; f", "$__prog_args"]
        for text in unguarded {
            let outputs = try? await Fixtures.unchecked(text).outputs(over: Fixtures.scope(.null), atMost: 1)
            #expect(!"\(outputs ?? [])".contains("HELPBRIDGE_TEST_SECRET"), "\(text) gave \(outputs ?? [])")
        }
        #expect(try await Fixtures.unchecked("$ENV").first(over: Fixtures.scope(.null)) == .object([:]))
        for text in ["env", "input", "halt", "\"a\" | modulemeta", "include \"a\"; 1", "debug", "stderr"] {
            await #expect(throws: ManagerLookupError.self) {
                try await Fixtures.unchecked(text).first(over: Fixtures.scope(.null))
            }
        }
    }

    @Test("A jq program that implodes nonsense code points is an error, not the end of the process")
    func implode() async throws {
        let program = try Fixtures.program("implode")
        #expect(try await program.first(over: Fixtures.scope(.array([.number(104), .number(105)]))) == .text("hi"))
        let nonsense: [JSONTree] = [
            .array([.text("a")]), .array([.number(-1)]), .array([.number(1e9)]), .array([.number(55296)]),
            .array([.number(.nan)]), .array([.number(1.5)]), .text("a"), .null,
        ]
        for value in nonsense {
            await #expect(throws: ManagerLookupError.self, "\(value)") {
                try await program.first(over: Fixtures.scope(value))
            }
        }
    }

    @Test("A jq program serves many tasks at once")
    func concurrentRuns() async throws {
        let program = try Fixtures.program("{k: .n, c: \"constant\", l: [range(.n)] | length}")
        let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let count = Double(number % 50)
                    let input = Fixtures.scope(.object(["n": .number(count)]))
                    for _ in 0..<20 {
                        let output = try await program.first(over: input)
                        guard
                            output == .object(["k": .number(count), "c": .text("constant"), "l": .number(count)])
                        else { return true }
                    }
                    return false
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wrong == 0)
    }
}
