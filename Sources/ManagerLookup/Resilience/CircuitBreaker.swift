/// Decides whether a source that has failed of late is asked at all.
///
/// Closed, it lets everybody through and looks at the last ``window`` results; when at least ``minimumFailures`` of them
/// and half of them were failures, it opens. Open, it lets nobody through for a while, then one probe: its success
/// closes the circuit, its failure opens it for twice as long. A source that asks for a pause (`Retry-After`) gets it,
/// whatever becomes of the lookups that were under way.
struct CircuitBreaker: Sendable, Equatable {
    /// What a caller may do.
    enum Admission: Sendable, Equatable {
        case allowed
        /// This caller tries whether the source is back.
        case probe
        /// Nobody may until then.
        case refused(until: ContinuousClock.Instant)
    }

    static let window = 20
    static let minimumFailures = 5
    static let firstPause = Duration.seconds(5)
    static let maximumPause = Duration.seconds(60)
    /// However long a source asks us to stay away.
    static let maximumRequestedPause = Duration.seconds(300)

    private enum State: Sendable, Equatable {
        case closed
        case open(until: ContinuousClock.Instant, pause: Duration)
        case halfOpen(pause: Duration)
    }

    private var state = State.closed
    /// The last results, `true` for a failure, the newest last.
    private var failures: [Bool] = []

    /// Whether it lets nobody through at the moment but a probe.
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

    /// It was seen otherwise that the source is back.
    mutating func close() {
        guard isOpen else { return }
        failures = []
        state = .closed
    }

    /// - Parameter retryAfter: how long the source wants to be left alone; `nil` when it did not say.
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

    /// The lookup ended without having learnt anything about the source: its caller went away.
    mutating func gaveUp(_ admission: Admission, at now: ContinuousClock.Instant) {
        guard admission == .probe, case .halfOpen(let pause) = state else { return }
        state = .open(until: now, pause: pause)
    }

    private mutating func note(failure: Bool) {
        failures.append(failure)
        if failures.count > Self.window { failures.removeFirst() }
    }
}
