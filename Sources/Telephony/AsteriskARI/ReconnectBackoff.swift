/// How long to wait before the next attempt to connect: 100 ms, growing by a quarter with every failure up to 5 s.
///
/// The form is that of async-http-client's connection pool. The jitter keeps several bridges from hammering a
/// restarting PBX in step.
struct ReconnectBackoff: Sendable {
    var initial: Duration = .milliseconds(100)
    var factor = 1.25
    var cap: Duration = .seconds(5)
    /// The share by which a delay may be longer or shorter.
    var jitter = 0.03

    /// - Parameter failures: How many attempts have failed in a row, at least 1.
    func delay(afterFailures failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        var delay = initial
        var remaining = failures - 1
        while remaining > 0, delay < cap {
            delay = delay * factor
            remaining -= 1
        }
        return min(delay, cap) * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }
}
