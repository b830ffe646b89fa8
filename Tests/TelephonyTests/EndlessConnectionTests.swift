import Testing

@testable import Telephony

@Suite("A connection that is followed while something runs")
struct EndlessConnectionTests {
    private struct Lost: Error {}
    private struct Refused: Error {}

    /// Lost as soon as what runs beside it is over.
    private struct Connection: EndlessConnection {
        func follow(
            opened: @escaping @Sendable () async throws -> Void, received: @escaping @Sendable (String) throws -> Void
        ) async throws -> Never {
            try received("a message")
            try await opened()
            throw Lost()
        }
    }

    @Test("What runs while a connection is followed ends it, and its result is returned")
    func result() async throws {
        let result = try await Connection().run {
            "done"
        } received: { _ in
        }
        #expect(result == "done")
    }

    @Test("An error of what runs, or of what reads, ends a connection and is thrown")
    func failure() async {
        await #expect(throws: Refused.self) {
            try await Connection().run {
                throw Refused()
            } received: { _ in
            }
        }
        await #expect(throws: Refused.self) {
            try await Connection().run {
                "done"
            } received: { _ in
                throw Refused()
            }
        }
    }
}
