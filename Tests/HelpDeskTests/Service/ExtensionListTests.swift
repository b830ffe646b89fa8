import ConcurrencyPrimitives
import HelpDesk
import Testing

@Suite("The list of the PBX's phones")
struct ExtensionListTests {
    /// Counts how often it is asked.
    private final class Directory: ExtensionDirectory {
        private let asked = Locked(0)
        private let answer: @Sendable () async throws(PBXError) -> [PBXExtension]

        init(_ answer: @escaping @Sendable () async throws(PBXError) -> [PBXExtension]) {
            self.answer = answer
        }

        var count: Int { asked.withLock { $0 } }

        func extensions() async throws(PBXError) -> [PBXExtension] {
            asked.withLock { $0 += 1 }
            return try await answer()
        }
    }

    private static func policy() throws -> DialPolicy { try DialPolicy(pattern: "^[0-9]{2,6}$") }

    @Test("Phones that may be dialled are listed by number, and trunks and what may not be dialled are left out")
    func listed() async throws {
        let list = ExtensionList(
            directories: [
                nil: Directory {
                    [
                        PBXExtension("1001", .idle), PBXExtension("200", .inUse), PBXExtension("trunk-tehran", .idle),
                        PBXExtension("1", .idle), PBXExtension("101", .unavailable),
                    ]
                }
            ], policy: try Self.policy())
        let found = try await list.extensions()
        #expect(
            found == [PBXExtension("101", .unavailable), PBXExtension("200", .inUse), PBXExtension("1001", .idle)])
    }

    @Test(
        "For some seconds the PBX is not asked again, neither after an answer nor without one",
        arguments: [true, false])
    func cached(answers: Bool) async throws {
        let directory = Directory { () throws(PBXError) in
            if answers { return [] }
            throw .notConnected
        }
        let list = ExtensionList(directories: [nil: directory], policy: try Self.policy(), freshness: .seconds(600))
        for _ in 0..<3 { #expect(try await list.extensions() == (answers ? [] : nil)) }
        #expect(directory.count == 1)
        let hasty = ExtensionList(directories: [nil: directory], policy: try Self.policy(), freshness: .zero)
        for _ in 0..<2 { _ = try await hasty.extensions() }
        #expect(directory.count == 3)
    }

    @Test("A PBX that says nothing holds nobody up", .timeLimit(.minutes(5)))
    func silent() async throws {
        let directory = Directory {
            // Until nobody waits for it any more.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            return []
        }
        let list = ExtensionList(directories: [nil: directory], policy: try Self.policy(), timeout: .milliseconds(20))
        #expect(try await list.extensions() == nil)
    }

    @Test("The phones of several PBXs have their PBX in their names, and one that says nothing hides no other's")
    func several() async throws {
        let silent = Directory { () throws(PBXError) in throw .notConnected }
        let list = ExtensionList(
            directories: [
                nil: Directory { [PBXExtension("101", .idle)] },
                "shiraz": Directory { [PBXExtension("101", .inUse), PBXExtension("20001", .idle)] },
                "tabriz": silent,
            ],
            policy: try DialPolicy(patterns: [
                ("main", "^[0-9]{3}$"), ("shiraz", "^[0-9]{3}$"), ("tabriz", "^[0-9]{3}$"),
            ]))
        let found = try await list.extensions()
        #expect(found == [PBXExtension("101", .idle), PBXExtension("101@shiraz", .inUse)])
    }

    @Test("Of a PBX that cannot be reached from here, the bridge that has it is asked, and of no other")
    func atOwner() async throws {
        let list = ExtensionList(
            directories: [
                nil: Directory { () throws(PBXError) in throw .notConnected },
                "shiraz": Directory { () throws(PBXError) in throw .refused("no privilege") },
            ],
            policy: try DialPolicy(patterns: [("main", "^[0-9]{2,6}$"), ("shiraz", "^[0-9]{2,6}$")]),
            timeout: .seconds(600)
        ) { [PBXExtension($0 == nil ? "101" : "102", .inUse)] }
        #expect(try await list.extensions() == [PBXExtension("101", .inUse)])
    }

    @Test("A PBX that cannot list its phones has none to choose from")
    func unable() async throws {
        #expect(try await ExtensionList(directories: [:], policy: try Self.policy()).extensions() == nil)
    }
}
