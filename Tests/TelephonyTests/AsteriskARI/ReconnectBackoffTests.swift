import Testing

@testable import Telephony

@Suite("The pauses between attempts to connect")
struct ReconnectBackoffTests {
    private let backoff = ReconnectBackoff()

    @Test(
        "Pauses between attempts to connect grow by a quarter, from 100 milliseconds to 5 seconds, without overflow",
        arguments: [(1, 100_000), (2, 125_000), (3, 156_250), (19, 5_000_000), (1000, 5_000_000), (.max, 5_000_000)])
    func growth(failures: Int, microseconds: Int) {
        #expect(backoff.delay(afterFailures: failures, jitter: 0) == .microseconds(microseconds))
    }

    @Test("Two bridges do not try to connect in step")
    func jitter() {
        #expect(backoff.delay(afterFailures: 1, jitter: ReconnectBackoff.jitter.lowerBound) == .milliseconds(97))
        #expect(backoff.delay(afterFailures: 1, jitter: ReconnectBackoff.jitter.upperBound) == .milliseconds(103))
    }
}
