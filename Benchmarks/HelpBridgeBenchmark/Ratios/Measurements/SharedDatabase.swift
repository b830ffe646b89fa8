import Foundation
import TestSupport

/// The cost of PostgreSQL compared with a file, and the gain from a second bridge on it; all on this one machine.
struct SharedDatabase: RatioMeasurement {
    let scale: MeasurementScale
    let name = "accepts on PostgreSQL"

    /// The number of operators of each figure, which shares none with another, since no operator may ask twice.
    private var share: Int { scale.operators / 2 }

    func ratios(in directory: URL) async throws -> [Ratio] {
        try MissingProgram.check(PostgreSQLServer.program)
        let file = try await MeasuredBridge.withDirectory { own in
            try await Self.withBridge(in: own, DurableAccepts.pbxAway, share) { try await run([$0], from: 0) }
        }
        let server = try await PostgreSQLServer.start()
        defer { server.end() }
        return try await Self.withBridge(in: directory, settings("a", directory, server), scale.operators) { one in
            let alone = try await run([one], from: 0)
            let other = directory.appendingPathComponent("b")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: false)
            try MeasuredBridge.configure(settings("b", directory, server), in: other)
            let two = try await MeasuredBridge.serve(in: other)
            defer { two.stop() }
            let both = try await run([one, two], from: share)
            return [
                Ratio(
                    name: "durable accepts on PostgreSQL", beside: "the same in a file", ours: alone, baseline: file,
                    unit: "/s", better: .higher),
                Ratio(
                    name: "durable accepts by two bridges on one PostgreSQL", beside: "by one of them", ours: both,
                    baseline: alone, unit: "/s", better: .higher),
            ]
        }
    }

    private static func withBridge<Value>(
        in directory: URL, _ settings: String, _ operators: Int, _ body: (MeasuredBridge) async throws -> Value
    ) async throws -> Value {
        let bridge = try await MeasuredBridge.start(
            in: directory, settings: settings, callCenter: HelpCalls.callCenter(operators: operators))
        defer { bridge.stop() }
        return try await body(bridge)
    }

    /// Returns the settings of one of the bridges: they share the key of the secrets, which is next to the unused
    /// database file.
    private func settings(_ id: String, _ directory: URL, _ server: PostgreSQLServer) -> String {
        """
        \(DurableAccepts.pbxAway)
        bridge: {id: \(id)}
        database: {path: "\(directory.path)/helpbridge.sqlite", url: "\(server.url())"}
        """
    }

    /// - Returns: the accepts per second.
    private func run(_ bridges: [MeasuredBridge], from first: Int) async throws -> Double {
        try await ClosedLoop(duration: scale.duration, limit: share).run { number in
            let number = first + number
            _ = try await bridges[number % bridges.count].request(
                operator: "\(HelpCalls.firstOperator + number)", route: "*5002")
        }.rate
    }
}
