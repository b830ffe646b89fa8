import HelpDesk

/// Asks a source for an operator who waits: out of memory where that is allowed, together with others who ask the same,
/// not while it fails, and never with too many at once.
struct ResilientCRMClient: Sendable {
    let crm: CRMClient
    let health = SourceHealth()
    private let cache = AnswerCache()
    private let flights = SingleFlight<LookupKey, SourceAnswer>()

    init(crm: CRMClient) {
        self.crm = crm
    }

    /// How many lookups wait for another one's answer to the same question.
    var coalescedCount: Int { flights.waitingCount }

    /// - Returns: what the source said, or has said earlier; every failure of its is a result.
    /// - Throws: `CancellationError` when the calling task is cancelled.
    func ask(_ question: SourceQuestion) async throws -> SourceAnswer {
        let policy = question.source.policy
        let fresh = Duration.seconds(policy.cacheSeconds)
        if let entry = cache.entry(question.key, notOlderThan: fresh, at: .now) { return .cached(entry, at: .now) }
        let answer = try await askTogether(question)
        guard answer.isFailure else { return answer }
        let stale = Duration.seconds(policy.staleSeconds)
        guard let entry = cache.entry(question.key, notOlderThan: stale, at: .now) else { return answer }
        return .cached(entry, at: .now, inPlaceOf: answer)
    }

    private func askTogether(_ question: SourceQuestion) async throws -> SourceAnswer {
        do {
            while !flights.takeOff(question.key) {
                guard let answer = try await flights.wait(for: question.key, until: question.deadline)?.get() else {
                    continue
                }
                // The one who asked may have had less time than we have.
                let mayAskAgain = ContinuousClock.now + RetryPolicy.leastTime < question.deadline
                if answer.result != .timeout || !mayAskAgain { return answer }
            }
            do {
                let answer = try await askAlone(question)
                flights.land(question.key, with: .success(answer))
                return answer
            } catch {
                flights.land(question.key, with: .failure(error))
                throw error
            }
        } catch let failure as LookupFailure {
            try Task.checkCancellation()
            return SourceAnswer(failure: failure)
        }
    }

    private func askAlone(_ question: SourceQuestion) async throws -> SourceAnswer {
        let source = question.source
        let start = ContinuousClock.now
        let admission = health.admit(source, at: start)
        if case .refused(let until) = admission {
            let wait = max(0, start.duration(to: until).wholeMilliseconds)
            return SourceAnswer(
                result: .circuitOpen,
                detail: "it has failed too often of late, or asked for a pause; next try in \(wait) ms")
        }
        let bulkhead = health.bulkhead(of: source)
        let answer: SourceAnswer
        do {
            try await bulkhead.enter(until: question.deadline)
            defer { bulkhead.leave() }
            answer = try await crm.ask(question)
        } catch {
            health.gaveUp(admission, of: source, at: .now)
            throw error
        }
        // What the answer budget has cut short to less than half of the source's own time is no fault of the source's.
        let isCutShort = start.duration(to: question.deadline) < .milliseconds(source.timeoutMilliseconds) / 2
        if answer.result == .timeout, isCutShort {
            health.gaveUp(admission, of: source, at: .now)
        } else {
            health.record(answer, of: source, at: .now)
        }
        if answer.result == .found { cache.keep(answer.candidates, for: question.key, at: .now) }
        return answer
    }
}

extension SourceAnswer {
    /// Whether the source did not do what it is there for; naming nobody is no failure.
    fileprivate var isFailure: Bool {
        failure != nil || result == .circuitOpen
    }

    fileprivate static func cached(
        _ entry: AnswerCache.Entry, at now: ContinuousClock.Instant, inPlaceOf failed: SourceAnswer? = nil
    ) -> SourceAnswer {
        let age = "an answer of \(entry.at.duration(to: now).components.seconds) s ago"
        let reason = failed.map { ", since: \($0.result.rawValue)\($0.detail.map { " (\($0))" } ?? "")" } ?? ""
        return SourceAnswer(
            result: .cached, candidates: entry.candidates, detail: age + reason, requests: failed?.requests ?? 0)
    }
}
