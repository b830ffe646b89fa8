import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport

@testable import HelpBridge

/// Operators who ask for help again and again, each with a key that tells a repetition from another press.
final class ScaleTraffic: Sendable {
    static let operators = ["101", "102", "103", "104", "105", "106"]

    private struct State: Sendable {
        var acknowledged: [HelpRequestID] = []
        var isStopping = false
    }

    private let site: ScaleSite
    private let state = Locked(State())
    private let accepted = EventCount()

    init(_ site: ScaleSite) {
        self.site = site
    }

    /// The requests for which a `202` has come.
    var acknowledged: [HelpRequestID] { state.withLock { $0.acknowledged } }

    func stop() { state.withLock { $0.isStopping = true } }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Waits until so many more requests are acknowledged.
    func waitForMore(_ count: Int) async throws {
        let target = accepted.value + count
        let deadline = ContinuousClock.now + .seconds(120)
        while accepted.value < target {
            guard ContinuousClock.now < deadline else {
                throw BridgeFailure(description: "no request is accepted any more: \(site.log)")
            }
            await accepted.wait(past: accepted.value, atMost: .seconds(1))
            try Task.checkCancellation()
        }
    }

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for number in Self.operators { group.addTask { try await self.ask(number) } }
        }
    }

    private func ask(_ number: String) async throws {
        while !isStopping {
            guard let id = try await acknowledgement(number, key: UUID().uuidString) else { return }
            state.withLock { $0.acknowledged.append(id) }
            accepted.advance()
            // Until it is over: another press would find it open.
            while !isStopping, try await !isOver(id) { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    /// Asks until a bridge has taken it.
    private func acknowledgement(_ number: String, key: String) async throws -> HelpRequestID? {
        while !isStopping {
            let response = try? await site.send(
                .post, "/v1/help-requests", ["operator": number, "route": "*5003"],
                headers: [HTTPHeader("Idempotency-Key", "\"\(key)\"")])
            if let response, response.status == 202 || response.status == 200 {
                return try RequestPrinter.decode(Data(response.body)).id
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    private func isOver(_ id: HelpRequestID) async throws -> Bool {
        guard let response = try? await site.send(.get, "/v1/help-requests/\(id)", nil), response.status == 200 else {
            return false
        }
        return try RequestPrinter.decode(Data(response.body)).state.isEnd
    }

    /// Those that are not over, though there was time for it.
    func unfinished() async throws -> [HelpRequestID] {
        let deadline = ContinuousClock.now + .seconds(120)
        var left = acknowledged
        while !left.isEmpty, ContinuousClock.now < deadline {
            var next: [HelpRequestID] = []
            for id in left where try await !isOver(id) { next.append(id) }
            left = next
            if !left.isEmpty { try await Task.sleep(for: .milliseconds(200)) }
        }
        return left
    }
}
