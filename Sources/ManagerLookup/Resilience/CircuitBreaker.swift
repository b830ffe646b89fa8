/// Decides whether a source that failed recently is asked at all.
///
/// A closed circuit admits every lookup and tracks the last ``window`` results; it opens if at least
/// ``minimumFailures`` and at least half of them are failures. An open circuit refuses all lookups for a pause, then
/// admits one probe: a success closes the circuit, a failure opens it for twice as long. If a source asks for a pause
/// (`Retry-After`), the circuit opens for that long, whatever the results of the lookups under way.
struct CircuitBreaker: Sendable, Equatable {
    /// The decision about a lookup.
    enum Admission: Sendable, Equatable {
        case allowed
        /// The lookup tests whether the source works again.
        case probe
        /// No lookup is admitted before this time.
        case refused(until: ContinuousClock.Instant)
    }

    static let window = 20
    static let minimumFailures = 5
    static let firstPause = Duration.seconds(5)
    static let maximumPause = Duration.seconds(60)
    /// The limit on the pause that a source may ask for.
    static let maximumRequestedPause = Duration.seconds(300)

    private enum State: Sendable, Equatable {
        case closed
        case open(until: ContinuousClock.Instant, pause: Duration)
        case halfOpen(pause: Duration)
    }

    private var state = State.closed
    /// The last results, oldest first; `true` for a failure.
    private var failures: [Bool] = []

    /// Whether lookups are refused, except for a probe.
    var isOpen: Bool { state != .closed }

    mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        switch state {
        case .closed:
            return .allowed
        case .open(let until, let pause):
            guard now >= until else { return .refused(until: until) }
            state = .halfOpen(pause: pause)
            return .probe
        case .halfOpen:
            return .refused(until: now)
        }
    }

    mutating func succeeded() {
        if case .halfOpen = state {
            failures = []
            state = .closed
        }
        note(failure: false)
    }

    /// Closes the circuit after other evidence that the source works again.
    mutating func close() {
        guard isOpen else { return }
        failures = []
        state = .closed
    }

    /// - Parameter retryAfter: the pause that the source asked for; `nil` if it named none.
    mutating func failed(at now: ContinuousClock.Instant, retryAfter: Duration? = nil) {
        note(failure: true)
        if let retryAfter, retryAfter > .zero {
            var until = now + min(retryAfter, Self.maximumRequestedPause)
            if case .open(let end, _) = state { until = max(until, end) }
            state = .open(until: until, pause: Self.firstPause)
            return
        }
        switch state {
        case .closed:
            let count = failures.count { $0 }
            guard count >= Self.minimumFailures, count * 2 >= failures.count else { return }
            state = .open(until: now + Self.firstPause, pause: Self.firstPause)
        case .halfOpen(let pause):
            let longer = min(pause * 2, Self.maximumPause)
            state = .open(until: now + longer, pause: longer)
        case .open:
            // A lookup that began before the circuit opened.
            break
        }
    }

    /// Records that the lookup was cancelled, or otherwise says nothing about the source.
    mutating func gaveUp(_ admission: Admission, at now: ContinuousClock.Instant) {
        guard admission == .probe, case .halfOpen(let pause) = state else { return }
        state = .open(until: now, pause: pause)
    }

    private mutating func note(failure: Bool) {
        failures.append(failure)
        if failures.count > Self.window { failures.removeFirst() }
    }
}
