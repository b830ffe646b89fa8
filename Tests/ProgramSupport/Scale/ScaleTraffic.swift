import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk

@testable import HelpBridge

/// Operators who ask for help again and again, each with a key that tells a repetition from another press.
final class ScaleTraffic: Sendable {
    private struct State: Sendable {
        var acknowledged: [HelpRequestID] = []
        var outcomes: [String: Int] = [:]
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

    /// How many requests have ended how, as far as somebody has looked.
    var outcomes: [String: Int] { state.withLock { $0.outcomes } }

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
            for caller in site.pbx.operators { group.addTask { try await self.ask(caller) } }
        }
    }

    private func ask(_ caller: ScaleOperator) async throws {
        while !isStopping {
            guard let id = try await acknowledgement(caller, key: UUID().uuidString) else { return }
            state.withLock { $0.acknowledged.append(id) }
            accepted.advance()
            // Until it is over: another press would find it open. One that never is has been lost.
            let deadline = ContinuousClock.now + .seconds(240)
            while try await !isOver(id, of: caller) {
                guard ContinuousClock.now < deadline else { return }
                try await Task.sleep(for: site.pbx.patience)
            }
        }
    }

    /// Asks until a bridge has taken it.
    private func acknowledgement(_ caller: ScaleOperator, key: String) async throws -> HelpRequestID? {
        while !isStopping {
            let response = try? await site.send(
                .post, "/v1/help-requests", ["operator": caller.number, "route": caller.route],
                headers: [HTTPHeader("Idempotency-Key", "\"\(key)\"")])
            if let response, response.status == 202 || response.status == 200 {
                return try RequestPrinter.decode(Data(response.body)).id
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    /// Looks how a request stands, and does what people do then.
    private func isOver(_ id: HelpRequestID, of caller: ScaleOperator) async throws -> Bool {
        guard let current = try await request(id) else { return false }
        if current.state == .connected { try await site.pbx.joined(caller) }
        if current.state.isEnd {
            let outcome = current.outcome?.rawValue ?? current.state.rawValue
            state.withLock { $0.outcomes[outcome, default: 0] += 1 }
        }
        return current.state.isEnd
    }

    /// `nil` when no bridge says it.
    private func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        guard let response = try? await site.send(.get, "/v1/help-requests/\(id)", nil), response.status == 200 else {
            return nil
        }
        return try RequestPrinter.decode(Data(response.body))
    }

    /// Those that are not over, though there was time for it.
    func unfinished() async throws -> [HelpRequestID] {
        let deadline = ContinuousClock.now + .seconds(120)
        var left = acknowledged
        while !left.isEmpty, ContinuousClock.now < deadline {
            var next: [HelpRequestID] = []
            for id in left where try await request(id)?.state.isEnd != true { next.append(id) }
            left = next
            if !left.isEmpty { try await Task.sleep(for: .milliseconds(200)) }
        }
        return left
    }
}
