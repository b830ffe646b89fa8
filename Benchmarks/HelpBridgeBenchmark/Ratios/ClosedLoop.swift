/// A fixed number of clients, each of which sends its next request once the last one is answered.
struct ClosedLoop {
    struct Result {
        /// The answers per second.
        var rate: Double
        var latencies: Latencies
    }

    var clients = 32
    var duration: Duration
    /// The number of requests after which the loop ends early.
    var limit = Int.max

    /// - Parameter send: sends the request with a number, counted from 0.
    func run(_ send: @escaping @Sendable (Int) async throws -> Void) async throws -> Result {
        let start = ContinuousClock.now
        let end = start + duration
        let (latencies, count) = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for client in 0..<clients {
                group.addTask { [clients, limit] in
                    var taken: [Duration] = []
                    while case let sent = ContinuousClock.now, sent < end {
                        let number = taken.count * clients + client
                        guard number < limit else { break }
                        try await send(number)
                        taken.append(.now - sent)
                    }
                    return taken
                }
            }
            return try await group.reduce(into: (Latencies(), 0)) { total, taken in
                for latency in taken { total.0.record(latency) }
                total.1 += taken.count
            }
        }
        return Result(rate: Double(count) / ((.now - start) / .seconds(1)), latencies: latencies)
    }
}
