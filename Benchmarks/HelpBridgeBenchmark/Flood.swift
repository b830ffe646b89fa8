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

    /// A flood of tasks that wait would measure this program, and take the bridge's memory.
    private static let mostUnderWay = 2000

    let bridge: MeasuredBridge
    /// In turn: `*5002` asks the table, `*5003` the CRM.
    private let routes: [String]
    private let result = Locked(Result())
    private let underWay = Locked(0)

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

    /// So many a second, whatever becomes of them, as long as no more than 2,000 are under way.
    func open(rate: Int, for seconds: Int) async -> Result {
        let start = ContinuousClock.now
        await withDiscardingTaskGroup { group in
            for position in 0..<(rate * seconds) {
                let due = start + .seconds(1) * Double(position) / Double(rate)
                if due > .now {
                    // It ends early only where the whole is cancelled.
                    guard (try? await Task.sleep(until: due)) != nil else { return }
                }
                guard underWay.withLock({ $0 < Self.mostUnderWay }) else {
                    result.withLock { $0.unsent += 1 }
                    // Who is late for thousands of them would otherwise never let the others run.
                    await Task.yield()
                    continue
                }
                underWay.withLock { $0 += 1 }
                group.addTask {
                    await ask(position)
                    underWay.withLock { $0 -= 1 }
                }
            }
        }
        return result.withLock { $0 }
    }

    private func ask(_ position: Int) async {
        let start = ContinuousClock.now
        let answer = await bridge.call(
            operator: "\(100 + position % MeasuredBridge.operators)", route: routes[position % routes.count])
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
