import ManagerLookup
import Testing

@Suite("Errors of mappings and sources")
struct ManagerLookupErrorTests {
    private static let errors: [ManagerLookupError] = [
        .directory(path: "p", problem: "r"), .mapping(file: "f", line: 1, field: "a.b", problem: "r"),
        .program(file: "f", line: 1, field: "a", text: ".a\n| .b", problem: "r"),
        .budget(file: "f", line: 1, field: "a", problem: "r"), .unknownMapping("m", directory: "d"),
        .source(id: "s", problem: "r"), .webhook(id: "w", problem: "r"),
        .secret(owner: "webhook w", problem: "r"),
    ]

    @Test("Each error of a mapping or a source says in one line what happened")
    func descriptions() {
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
        #expect(Self.errors[1].description == "f:1: a.b: r")
    }
}
