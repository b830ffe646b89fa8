import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Telephony

@Suite("How soon a connection to the manager interface is made again", .timeLimit(.minutes(5)))
struct ReconnectPaceTests {
    private let times = ReconnectTimes(
        refusedRetryDelay: .seconds(30), stablePeriod: .seconds(30), startingPeriod: .zero)
    private let start = ContinuousClock.now

    @Test("A connection that ends right after each login is made less and less often, and one that has lasted at once")
    func endsAtOnce() {
        var pace = ReconnectPace<AMISession.Ended>(times)
        func delay(_ connectedFor: Duration) -> Duration {
            pace.after(.init(reason: "lost"), connectedFor: connectedFor, now: start, jitter: 0).delay
        }
        let delays = (1...30).map { _ in delay(.milliseconds(3)) }
        #expect(delays.first == .milliseconds(100) && delays.last == .seconds(5))
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(delay(times.stablePeriod) == .milliseconds(100))
    }

    @Test("The same complaint of the manager interface is made aloud once, a refused login each time")
    func levels() {
        var pace = ReconnectPace<AMISession.Ended>(times)
        func after(_ reason: String, needsAttention: Bool = false) -> (level: Logger.Level, delay: Duration) {
            pace.after(.init(reason: reason, needsAttention: needsAttention), connectedFor: nil, now: start, jitter: 0)
        }
        #expect(
            ["away", "away", "elsewhere", "away"].map { after($0).level } == [.warning, .debug, .warning, .warning])
        for _ in 1...2 {
            let (level, delay) = after("refused", needsAttention: true)
            #expect(level == .error && delay == times.refusedRetryDelay)
        }
    }

    @Test("Asterisk that is away is a warning once, and no more than that at each attempt")
    func away() async throws {
        let logs = LogRecorder()
        // Nothing listens there.
        let driver = AsteriskAMI(
            try AMIConfiguration(
                host: "127.0.0.1", port: 1, username: "u", password: "p", context: "helpbridge",
                phones: PhoneAddresses(), promptDirectory: "/prompts"), names: Samples.names, logger: logs.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await driver.run() }
            for _ in 1...2 { _ = try await logs.next(at: .debug) }
            group.cancelAll()
        }
        #expect(logs.messages(at: .warning).count == 1)
    }
}
