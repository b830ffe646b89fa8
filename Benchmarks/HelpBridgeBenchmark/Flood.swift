import ConcurrencyPrimitives
import CurlHTTP
import Foundation

/// Calls for help of many operators, and what the bridge answers.
struct Flood: Sendable {
    struct Result: Sendable {
        var accepted = Latencies()
        /// How many were answered otherwise, by status; 0 for no answer at all.
        var shed: [Int: Int] = [:]
        /// Those of them that were not told to come again.
        var unfair = 0
        /// How many were not even sent, since so many were under way: the machine has nothing left for who sends them.
        var unsent = 0

        /// Those that were answered, or should have been.
        var sent: Int { accepted.count + shed.values.reduce(0, +) }

        var median: Double { accepted.milliseconds(50) }
    }

    let bridge: MeasuredBridge
    /// In turn: `*5002` asks the table, `*5003` the CRM.
    private let routes: [String]
    private let result = Locked(Result())

    init(bridge: MeasuredBridge, routes: [String] = ["*5002"]) {
        self.bridge = bridge
        self.routes = routes
    }

    /// So many clients, each of whom waits for an answer before they ask again.
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

    /// So many a second, whatever becomes of them, as long as no more than ``FloodConnections/most`` are under way.
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
