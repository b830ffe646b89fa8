import LocatedYAML
import Testing

@Suite("Settings that are read to their end")
struct CollectingFieldTests {
    private func problems(_ yaml: String, _ read: (CollectingMapping) -> Void) throws -> [String] {
        let problems = ProblemCollector()
        let root = CollectingField(try LocatedField(yaml: yaml, file: "f.yaml"), problems)
        if let mapping = root.mapping(["a", "b", "c"]) { read(mapping) }
        return problems.all.map(\.description)
    }

    @Test("Everything that is wrong with a document is told at once, in the order of its lines")
    func allAtOnce() throws {
        let found = try problems("c: 9\nd: 1\nb: [x]\n") { root in
            _ = root.required("a")?.text()
            _ = root.optional("b")?.boolean()
            _ = root.optional("c")?.integer(in: 1...5, of: "seconds")
        }
        #expect(
            found == [
                "f.yaml:1: a: is missing", "f.yaml:1: c: expected a whole number of seconds from 1 to 5, found \"9\"",
                "f.yaml:2: d: unknown key; expected a, b or c", "f.yaml:3: b: expected true or false, found a list",
            ])
    }

    @Test("A setting's key without a value is missing in its own line")
    func emptyValue() throws {
        #expect(try problems("b: 1\na:\n") { _ = $0.required("a") } == ["f.yaml:2: a: is missing"])
    }

    @Test("A document without a fault is read, and nothing is reported")
    func right() throws {
        var texts: [String?] = []
        let found = try problems("a: [x, y]\nb: 2") { root in
            texts = root.required("a")?.list(of: "words")?.map { $0.text() } ?? []
        }
        #expect(texts == ["x", "y"] && found.isEmpty)
    }

    @Test("A setting's word that is none of the list is told with the list")
    func words() throws {
        var word: String?
        let found = try problems("a: x\nb: y") { root in
            word = root.required("a")?.word(among: ["x", "z"])
            _ = root.required("b")?.word(among: ["x", "z"])
        }
        #expect(word == "x" && found == ["f.yaml:2: b: expected x or z, found \"y\""])
    }
}
