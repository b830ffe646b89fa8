import Testing

/// Measures how long things take.
enum Timing {
    /// Expects an operation to take as long as said, and no longer than `tolerance` more.
    ///
    /// A busy machine holds everything up, so each run is compared with a plain sleep of the same length that runs
    /// beside it; what the code itself adds is in every run, so the best of five counts. No run may be too short.
    static func within(
        _ expected: Duration, tolerance: Duration, _ operation: () async throws -> Void
    ) async throws {
        var best = Duration.seconds(3600)
        for _ in 0..<5 where best > tolerance {
            let start = ContinuousClock.now
            async let sleeping = sleep(for: expected)
            try await operation()
            let duration = start.duration(to: .now)
            #expect(duration >= expected)
            best = min(best, duration - max(expected, try await sleeping))
        }
        #expect(best <= tolerance)
    }

    private static func sleep(for duration: Duration) async throws -> Duration {
        let start = ContinuousClock.now
        // How late the machine is at waking anybody is what is measured.
        try await Task.sleep(for: duration)
        return start.duration(to: .now)
    }
}
