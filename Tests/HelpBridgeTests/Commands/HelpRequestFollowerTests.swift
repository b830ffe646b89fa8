import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Following one request", .timeLimit(.minutes(5)))
struct HelpRequestFollowerTests {
    private static let first = "id: 1\ndata: first\n\n"
    private static let last = "id: 2\ndata: last\n\n"

    /// Follows a request whose stream has these responses, one after the other.
    private func follow(_ responses: [[FaultServer.Step]]) async throws -> [String] {
        let left = Locked(responses)
        return try await FaultServer.with { _ in
            left.withLock { $0.isEmpty ? .answer(status: 204, text: "") : $0.removeFirst() }
        } run: { server in
            let client = try CurlClient()
            var events: [String] = []
            let follower = HelpRequestFollower(
                url: server.url(""), token: "t", http: client, patience: .seconds(120))
            do {
                _ = try await follower.follow(HelpRequestID()) { data in
                    events.append(String(decoding: data, as: UTF8.self))
                    return events.last == "last"
                }
            } catch {
                await client.shutdown()
                throw error
            }
            await client.shutdown()
            return events
        }
    }

    @Test("A request is followed over a restart of the bridge, also if a proxy says meanwhile that it is away")
    func restarted() async throws {
        let events = try await follow([
            .answer(text: Self.first), .answer(status: 503, text: "away"), .answer(text: Self.last),
        ])
        #expect(events == ["first", "last"])
    }

    @Test("A bridge that is away from the beginning is reported at once")
    func away() async throws {
        let error = await #expect(throws: HelpRequestFollower.Refusal.self) {
            try await follow([.answer(status: 503, text: "away"), .answer(text: Self.last)])
        }
        #expect(error?.response.status == 503)
    }
}
