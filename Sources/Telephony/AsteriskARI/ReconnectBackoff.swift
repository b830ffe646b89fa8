import Foundation

/// The delay before the next attempt to connect: 100 ms, growing by a quarter with every failure up to 5 s.
///
/// The form is that of async-http-client's connection pool.
struct ReconnectBackoff: Sendable {
    /// The relative variation of a delay, so that several bridges do not hammer a restarting PBX in step.
    static let jitter = -0.03...0.03

    var initialMilliseconds = 100.0
    var factor = 1.25
    var capMilliseconds = 5000.0

    /// - Parameters:
    ///   - failures: The number of attempts that failed in a row, at least 1.
    ///   - jitter: A random number in ``jitter``.
    func delay(afterFailures failures: Int, jitter: Double) -> Duration {
        // `pow` returns infinity rather than overflowing.
        let milliseconds = min(initialMilliseconds * pow(factor, Double(failures - 1)), capMilliseconds)
        return .microseconds(Int64(milliseconds * (1 + jitter) * 1000))
    }
}
