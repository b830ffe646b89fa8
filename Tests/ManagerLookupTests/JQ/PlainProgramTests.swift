import JSON
import Testing

@testable import ManagerLookup

@Suite("A program that only names members") struct PlainProgramTests {
    private static let own: [String: JSONTree] = [
        "operator": .object(["extension": "101", "name": "Ali \"A\" \u{1} ü", "email": .null, "on": .boolean(false)]),
        "route": .object(["code": "*5003"]), "count": .integer(3), "list": .array(["a"]),
    ]

    private func scope(_ own: [String: JSONTree]) -> JQScope {
        JQScope(EncodedJSON(.object(JSONTree.Members(Self.own))), by: Fixtures.jq, own: own)
    }

    @Test(
        "A program that only names members says the same as jq",
        arguments: [
            ".operator.extension", ".operator.name", ".operator.email", ".operator.on", ".operator.nobody",
            ".operator.email.more", ".count", ".list", ".operator", "[[.operator.extension]]",
            "[[.operator.extension], [.route.code], [.operator.email]]", "[[.count]]",
        ])
    func same(text: String) async throws {
        let program = try Fixtures.program(text)
        #expect(program.plain != nil)
        let expected = try await program.outputs(over: scope([:]), atMost: 5)
        #expect(try await program.outputs(over: scope(Self.own), atMost: 5) == expected)
    }

    @Test("A program that only names members fails where jq fails")
    func failure() async throws {
        let program = try Fixtures.program(".operator.extension.more")
        await #expect(throws: ManagerLookupError.self) { try await program.first(over: scope([:])) }
        await #expect(throws: ManagerLookupError.self) { try await program.first(over: scope(Self.own)) }
    }

    @Test("A program that only names members needs no worker for texts that are at hand")
    func noWorker() throws {
        func output(_ text: String) throws -> [UInt8]? { try Fixtures.program(text).plain?.output(over: Self.own) }
        #expect(try output(".operator.extension") == Array(#""101""#.utf8))
        #expect(try output("[[.operator.extension], [.route.code]]") == Array(#"[["101"],["*5003"]]"#.utf8))
        #expect(try output(".count") == nil, "jq writes numbers its own way")
        #expect(try output(".steps.manager.body") == nil)
    }

    @Test(
        "A program that does more than name members is left to jq",
        arguments: [
            ".", "..", "operator.extension", ".operator | .extension", ".operator.extension?", ".operator[0]",
            ".\"operator\"", "[.operator.extension]", "[[.operator.extension]", "[[.a],[.b]]", "[[.a], [.b|.c]]",
            "[[]]",
            "[[.a]] | length", ".a.b # comment", ".a,.b", ".1", "$x.a", "",
        ])
    func others(text: String) {
        #expect(PlainProgram(text) == nil)
    }

    @Test("A program that only names members is run by jq over a webhook's delivery, which is another value")
    func delivery() throws {
        let origin = JQOrigin(file: "test.yaml", line: 10, field: "webhook.request")
        #expect(try JQProgram(".operator.extension", origin: origin, input: .delivery).plain == nil)
    }
}
