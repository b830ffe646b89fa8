import ConcurrencyPrimitives
import HelpDesk

/// The circuit breaker and bulkhead of each source.
final class SourceHealth: Sendable {
    private struct State {
        /// The source's settings; changed settings reset its state.
        var key: SourceKey
        var limit: Int
        var breaker = CircuitBreaker()
        var bulkhead: Bulkhead

        init(_ source: LookupSource) {
            key = SourceKey(source)
            limit = source.policy.maximumConcurrent
            bulkhead = Bulkhead(limit: max(1, limit))
        }

        func isOf(_ source: LookupSource) -> Bool {
            key == SourceKey(source) && limit == source.policy.maximumConcurrent
        }
    }

    private let states = Locked<[String: State]>([:])

    /// Returns the ids of sources that are currently not asked because they failed too often with their current
    /// settings.
    func openCircuits(of sources: some Sequence<LookupSource>) -> Set<String> {
        let states = states.withLock { $0 }
        return Set(
            sources.filter { source in
                states[source.id].map { $0.isOf(source) && $0.breaker.isOpen } ?? false
            }.map(\.id))
    }

    func admit(_ source: LookupSource, at now: ContinuousClock.Instant) -> CircuitBreaker.Admission {
        change(source) { $0.breaker.admit(at: now) }
    }

    func bulkhead(of source: LookupSource) -> Bulkhead {
        change(source) { $0.bulkhead }
    }

    /// Records the result of an admitted lookup.
    func record(
        _ answer: SourceAnswer, after admission: CircuitBreaker.Admission, of source: LookupSource,
        at now: ContinuousClock.Instant
    ) {
        change(source) { state in
            if let failure = answer.failure, failure.isSourceFault {
                state.breaker.failed(at: now, retryAfter: failure.retryAfter)
            } else if answer.requests == 0 {
                // No request was sent: the mapping needed none, or failed.
                state.breaker.gaveUp(admission, at: now)
            } else {
                state.breaker.succeeded()
            }
        }
    }

    /// Records that a source answered a manual query.
    func answeredByHand(_ source: LookupSource) {
        change(source) { $0.breaker.close() }
    }

    /// Records that an admitted lookup ended without saying anything about the source.
    func gaveUp(
        _ admission: CircuitBreaker.Admission, of source: LookupSource, at now: ContinuousClock.Instant
    ) {
        change(source) { $0.breaker.gaveUp(admission, at: now) }
    }

    private func change<Result>(_ source: LookupSource, _ body: (inout State) -> Result) -> Result {
        states.withLock { states in
            var state = states[source.id] ?? State(source)
            if !state.isOf(source) { state = State(source) }
            defer { states[source.id] = state }
            return body(&state)
        }
    }
}
