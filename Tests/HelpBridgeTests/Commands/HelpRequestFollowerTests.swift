import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk
import TestSupport
import Testing

@testable import HelpBridge

@Suite(.timeLimit(.minutes(5)))
struct HelpRequestFollowerTests {
    private typealias Answer = [FaultServer.Step]

    private static let event = Answer.answer(text: "id: 1\ndata: {}\n\n")

    /// Follows a request until a second event, at a server that gives these answers in turn.
    private func follow(
        through answers: [Answer], patience: Duration = .seconds(300)
    ) async throws -> Bool {
        let left = Locked(answers)
        return try await FaultServer.with { _ in
            left.withLock { $0.isEmpty ? Answer.answer(status: 500) : $0.removeFirst() }
        } run: { server in
            let client = try CurlClient()
            let follower = HelpRequestFollower(url: server.url(""), token: "t", http: client, patience: patience)
            var heard = 0
            let result: Result<Bool, any Error>
            do {
                result = .success(
                    try await follower.follow(HelpRequestID()) { _ in
                        heard += 1
                        return heard == 2
                    })
            } catch {
                result = .failure(error)
            }
            await client.shutdown()
            return try result.get()
        }
    }

    @Test("Whoever follows a request waits where a proxy says for a while that the bridge is away")
    func proxy() async throws {
        let away = [502, 503, 504].map { Answer.answer(status: $0, text: "id: 2\ndata: {}\n\n") }
        #expect(try await follow(through: [Self.event] + away + [Self.event]))
    }

    @Test("A refusal ends following before the first event, after patience has ended, and where waiting is no use")
    func refused() async throws {
        await #expect(throws: HelpRequestFollower.Refusal.self) {
            try await follow(through: [.answer(status: 502), Self.event, Self.event])
        }
        await #expect(throws: HelpRequestFollower.Refusal.self) {
            try await follow(through: [Self.event, .answer(status: 503), Self.event], patience: .zero)
        }
        await #expect(throws: HelpRequestFollower.Refusal.self) {
            try await follow(through: [Self.event, .answer(status: 404), Self.event])
        }
    }
}
