import ConcurrencyPrimitives
import CurlHTTP
import Foundation

/// Calls for help of many operators, and the bridge's answers.
struct Flood: Sendable {
    struct Result: Sendable {
        var accepted = Latencies()
        /// The number of other answers by status; 0 for no answer at all.
        var shed: [Int: Int] = [:]
        /// The number of other answers that did not tell the client to retry.
        var unfair = 0
        /// The number of calls not sent because too many were in flight: the machine has no capacity left for the load
        /// generator.
        var unsent = 0

        /// The number of calls that were sent.
        var sent: Int { accepted.count + shed.values.reduce(0, +) }

        var median: Double { accepted.milliseconds(50) }
    }

    let bridge: MeasuredBridge
    /// The routes called in turn: `*5002` uses the table, `*5003` the CRM.
    private let routes: [String]
    private let result = Locked(Result())

    init(bridge: MeasuredBridge, routes: [String] = ["*5002"]) {
        self.bridge = bridge
        self.routes = routes
    }

    /// Runs a closed loop: each client waits for an answer before the next call.
    func closed(clients: Int, for time: Duration) async -> Result {
        let end = ContinuousClock.now + time
        await withDiscardingTaskGroup { group in
            for client in 0..<clients {
                group.addTask {
                    var position = client
                    while ContinuousClock.now < end {
                        await ask(position)
                        position += clients
                    }
                }
            }
        }
        return result.withLock { $0 }
    }

    /// Runs an open loop at a fixed rate, as long as no more than ``FloodConnections/maximumCount`` calls are in
    /// flight.
    func open(rate: Int, for seconds: Int) async throws -> Result {
        try await bridge.flood(rate: rate, for: seconds) { [routes] position in
            MeasuredBridge.call(
                operator: MeasuredBridge.number(of: position), route: routes[position % routes.count])
        }
    }

    private func ask(_ position: Int) async {
        let start = ContinuousClock.now
        let answer = await bridge.call(
            operator: MeasuredBridge.number(of: position), route: routes[position % routes.count])
        let latency = start.duration(to: .now)
        result.withLock { result in
            switch answer {
            case .success(let response) where response.status == 202:
                result.accepted.record(latency)
            case .success(let response):
                result.shed[response.status, default: 0] += 1
                let isFair = [429, 503].contains(response.status) && response.header("Retry-After") != nil
                if !isFair { result.unfair += 1 }
            case .failure:
                result.shed[0, default: 0] += 1
                result.unfair += 1
            }
        }
    }
}
