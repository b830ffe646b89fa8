import ConcurrencyPrimitives
import HelpDesk

/// Asks a source on behalf of a waiting operator, with caching, request coalescing, a circuit breaker and a concurrency
/// limit.
///
/// A class, since a struct would be copied into each of many suspended tasks. For the same reason, synchronous work is
/// kept out of the asynchronous functions.
final class ResilientCRMClient: Sendable {
    let crm: CRMClient
    let health = SourceHealth()
    private let answerBudget: Duration
    private let cache = AnswerCache()
    private let questions = Coalescing<LookupKey, SourceAnswer>()

    /// - Parameters:
    ///   - crm: the client that asks the sources.
    ///   - answerBudget: the time limit for all sources of one question together.
    init(crm: CRMClient, answerBudget: Duration) {
        self.crm = crm
        self.answerBudget = answerBudget
    }

    /// The number of lookups that wait for the answer to another lookup's identical question.
    var coalescedCount: Int { questions.waitingCount }

    /// - Returns: the source's current or cached answer; failures are results, too.
    /// - Throws: `CancellationError` if the calling task is cancelled.
    func ask(_ question: SourceQuestion) async throws -> SourceAnswer {
        if let known = known(question) { return known }
        return orStale(try await askTogether(question), question)
    }

    /// Returns the source's recent answer from the cache.
    private func known(_ question: SourceQuestion) -> SourceAnswer? {
        let fresh = Duration.seconds(question.source.policy.cacheSeconds)
        return cache.entry(question.key, notOlderThan: fresh, at: .now).map { .cached($0, at: .now) }
    }

    /// Returns the answer or, instead of a failure, an older answer of the source.
    private func orStale(_ answer: SourceAnswer, _ question: SourceQuestion) -> SourceAnswer {
        guard answer.isFailure else { return answer }
        let stale = Duration.seconds(question.source.policy.staleSeconds)
        guard let entry = cache.entry(question.key, notOlderThan: stale, at: .now) else { return answer }
        return .cached(entry, at: .now, inPlaceOf: answer)
    }

    private func askTogether(_ question: SourceQuestion) async throws -> SourceAnswer {
        do {
            while !questions.begin(question.key) {
                let shared = try await questions.wait(for: question.key, until: question.deadline)
                if let answer = try shared?.get(), serves(answer, question) { return answer }
            }
            return try await askForAll(question)
        } catch {
            return try timedOut(error)
        }
    }

    /// Returns whether a shared answer can be used: its caller may have had less time than we have.
    private func serves(_ answer: SourceAnswer, _ question: SourceQuestion) -> Bool {
        let mayAskAgain = ContinuousClock.now + RetryPolicy.leastTime < question.deadline
        return answer.result != .timeout || !mayAskAgain
    }

    private func timedOut(_ error: any Error) throws -> SourceAnswer {
        guard let failure = error as? LookupFailure else { throw error }
        try Task.checkCancellation()
        return SourceAnswer(failure: failure)
    }

    private func askForAll(_ question: SourceQuestion) async throws -> SourceAnswer {
        do {
            let answer = try await askAlone(question)
            questions.end(question.key, with: .success(answer))
            return answer
        } catch {
            questions.end(question.key, with: .failure(error))
            throw error
        }
    }

    private func askAlone(_ question: SourceQuestion) async throws -> SourceAnswer {
        let start = ContinuousClock.now
        let admission = health.admit(question.source, at: start)
        if let refusal = Self.refusal(admission, at: start) { return refusal }
        let answer: SourceAnswer
        do {
            let bulkhead = health.bulkhead(of: question.source)
            try await bulkhead.enter(until: question.deadline)
            defer { bulkhead.leave() }
            answer = try await crm.ask(question)
        } catch {
            health.gaveUp(admission, of: question.source, at: .now)
            throw error
        }
        learn(answer, question, admission, since: start)
        return answer
    }

    private static func refusal(_ admission: CircuitBreaker.Admission, at now: ContinuousClock.Instant) -> SourceAnswer?
    {
        guard case .refused(let until) = admission else { return nil }
        let wait = max(0, now.duration(to: until).wholeMilliseconds)
        return SourceAnswer(
            result: .circuitOpen,
            detail: "it has failed too often recently, or asked for a pause; next try in \(wait) ms")
    }

    private func learn(
        _ answer: SourceAnswer, _ question: SourceQuestion, _ admission: CircuitBreaker.Admission,
        since start: ContinuousClock.Instant
    ) {
        let source = question.source
        // A timeout is not held against the source if earlier sources left it less than half of its normal time.
        let longest = min(.milliseconds(source.timeoutMilliseconds), answerBudget)
        let isCutShort = start.duration(to: question.deadline) < longest / 2
        if answer.result == .timeout, isCutShort {
            health.gaveUp(admission, of: source, at: .now)
        } else {
            health.record(answer, after: admission, of: source, at: .now)
        }
        if answer.result == .found {
            cache.keep(answer.candidates, for: question.key, at: .now)
        } else if answer.result == .notFound, answer.requests > 0 {
            cache.remove(question.key)
        }
    }
}

extension SourceAnswer {
    /// Whether the source failed.
    ///
    /// Naming nobody is not a failure.
    fileprivate var isFailure: Bool {
        failure != nil || result == .circuitOpen
    }

    fileprivate static func cached(
        _ entry: AnswerCache.Entry, at now: ContinuousClock.Instant, inPlaceOf failed: SourceAnswer? = nil
    ) -> SourceAnswer {
        let age = "an answer of \(entry.at.duration(to: now).components.seconds) s ago"
        let reason = failed.map { ", since: \($0.result.rawValue)\($0.detail.map { " (\($0))" } ?? "")" } ?? ""
        return SourceAnswer(
            result: .cached, candidates: entry.candidates, detail: age + reason, message: failed?.message,
            requests: failed?.requests ?? 0, remark: failed.map { _ in .stale })
    }
}
