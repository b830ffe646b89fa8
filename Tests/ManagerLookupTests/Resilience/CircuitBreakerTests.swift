import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("A circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func opened(at now: ContinuousClock.Instant) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.minimumFailures { breaker.failed(at: now) }
        return breaker
    }

    @Test("A circuit breaker opens after five failures, and not before")
    func opens() {
        var breaker = CircuitBreaker()
        for _ in 0..<4 {
            breaker.failed(at: start)
            #expect(breaker.admit(at: start) == .allowed)
        }
        breaker.failed(at: start)
        #expect(breaker.isOpen)
        #expect(breaker.admit(at: start) == .refused(until: start + CircuitBreaker.firstPause))
    }

    @Test("A circuit breaker stays closed while more than half of the last lookups were answered")
    func mostlyGood() {
        var breaker = CircuitBreaker()
        for round in 0..<100 {
            if round.isMultiple(of: 3) { breaker.failed(at: start) } else { breaker.succeeded() }
            #expect(!breaker.isOpen)
        }
    }

    @Test("A circuit breaker lets one probe through after its pause, and closes when the source is back")
    func probe() {
        var breaker = opened(at: start)
        let later = start + CircuitBreaker.firstPause
        #expect(breaker.admit(at: later) == .probe)
        #expect(breaker.admit(at: later) == .refused(until: later))
        breaker.succeeded()
        #expect(!breaker.isOpen)
        #expect(breaker.admit(at: later) == .allowed)
        // What was before the pause does not count any more.
        breaker.failed(at: later)
        #expect(!breaker.isOpen)
    }

    @Test("A circuit breaker waits twice as long after each probe that fails, up to a minute")
    func longerPauses() {
        var breaker = opened(at: start)
        var now = start + CircuitBreaker.firstPause
        var pauses: [Duration] = []
        for _ in 0..<6 {
            #expect(breaker.admit(at: now) == .probe)
            breaker.failed(at: now)
            guard case .refused(let until) = breaker.admit(at: now) else {
                Issue.record("it lets somebody through")
                return
            }
            pauses.append(now.duration(to: until))
            now = until
        }
        #expect(pauses == [10, 20, 40, 60, 60, 60].map { .seconds($0) })
    }

    @Test("A circuit breaker gives the next one a try when the probe's caller went away")
    func abandonedProbe() {
        var breaker = opened(at: start)
        let later = start + CircuitBreaker.firstPause
        let admission = breaker.admit(at: later)
        breaker.gaveUp(admission, at: later)
        #expect(breaker.admit(at: later) == .probe)
        // Somebody who was let through before the circuit opened does not end the probe.
        breaker.gaveUp(.allowed, at: later)
        #expect(breaker.admit(at: later) == .refused(until: later))
    }

    @Test("A circuit breaker obeys a source that asks for a pause, for five minutes at most")
    func requestedPause() {
        var breaker = CircuitBreaker()
        breaker.failed(at: start, retryAfter: .seconds(7))
        #expect(breaker.admit(at: start + .seconds(6)) == .refused(until: start + .seconds(7)))
        #expect(breaker.admit(at: start + .seconds(7)) == .probe)
        breaker.failed(at: start, retryAfter: .seconds(86_400))
        #expect(breaker.admit(at: start) == .refused(until: start + CircuitBreaker.maximumRequestedPause))
    }

    @Test("A circuit breaker keeps to the longest pause asked for, whatever the lookups under way come to")
    func pauseWithOthersUnderWay() {
        var breaker = CircuitBreaker()
        for _ in 0..<3 { #expect(breaker.admit(at: start) == .allowed) }
        breaker.failed(at: start, retryAfter: .seconds(60))
        breaker.succeeded()
        #expect(breaker.admit(at: start) == .refused(until: start + .seconds(60)))
        breaker.failed(at: start + .seconds(1), retryAfter: .seconds(1))
        #expect(breaker.admit(at: start + .seconds(2)) == .refused(until: start + .seconds(60)))
        #expect(breaker.admit(at: start + .seconds(60)) == .probe)
    }

    @Test("A circuit breaker learns nothing from a lookup that has asked the source nothing")
    func nothingAsked() {
        let (health, source) = (SourceHealth(), Fixtures.source())
        let failed = SourceAnswer(failure: .error("HTTP 500"), requests: 1)
        // Half of the last ones have to be failures: those that asked nothing are none of them.
        for _ in 0..<CircuitBreaker.minimumFailures {
            for _ in 0..<3 { health.record(SourceAnswer(result: .notFound), after: .allowed, of: source, at: start) }
            health.record(failed, after: .allowed, of: source, at: start)
        }
        #expect(health.openCircuits(of: [source]) == ["main"])
        let later = start + CircuitBreaker.firstPause
        for _ in 0..<2 {
            let admission = health.admit(source, at: later)
            #expect(admission == .probe)
            health.record(SourceAnswer(result: .notFound), after: admission, of: source, at: later)
            #expect(health.openCircuits(of: [source]) == ["main"])
        }
        let admission = health.admit(source, at: later)
        health.record(SourceAnswer(result: .notFound, requests: 1), after: admission, of: source, at: later)
        #expect(health.openCircuits(of: [source]).isEmpty)
    }

    @Test("A source that is set differently is not called down for what it was before")
    func setDifferently() {
        let (health, source) = (SourceHealth(), Fixtures.source())
        for _ in 0..<CircuitBreaker.minimumFailures {
            health.record(
                SourceAnswer(failure: .error("HTTP 500"), requests: 1), after: .allowed, of: source, at: start)
        }
        #expect(health.openCircuits(of: [source]) == ["main"])
        var mended = source
        mended.baseURL = "http://elsewhere.test"
        #expect(health.openCircuits(of: [mended]).isEmpty)
    }
}
