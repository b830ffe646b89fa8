public import Administration
import ConcurrencyPrimitives
public import HelpDesk
public import Logging

/// Asks a route's lookup sources in order until one names a manager who may be rung.
///
/// Each source has its own time limit, and all of them share the answer budget. Any failure of a source is reported,
/// and the next source is asked. A source that the budget leaves no time for is reported as `timeout` after 0 ms.
///
/// A class, since a struct would be copied into each of many suspended tasks. For the same reason, synchronous work is
/// kept out of the asynchronous functions.
public final class LookupChain: ManagerDirectory {
    private enum Event: Sendable {
        case answered(Int, SourceAnswer, milliseconds: Int)
        case isSlow(Int)
        /// The lookup was cancelled.
        case cancelled
    }

    private let crm: ResilientCRMClient
    private let answerBudget: Duration
    private let journal: LookupJournal

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - clients: the clients that send the requests.
    ///   - answerBudget: the time limit for all sources of one question together.
    ///   - dialPolicy: the extensions that count as an answer.
    ///   - resolveSecret: reads a secret; called for every lookup, and awaited until its source's deadline.
    ///   - sessions: keeps the CRMs' tokens and sessions.
    ///   - refreshTokens: stores the tokens that a CRM issues in place of the configured ones.
    ///   - traces: stores the exchanges of each help request; `nil` to store none.
    ///   - logger: logs one line for each source asked.
    public init(
        catalogue: MappingCatalogue, clients: HTTPClientSelection, answerBudget: Duration, dialPolicy: DialPolicy,
        resolveSecret: @escaping @Sendable (SecretReference) async throws -> String,
        sessions: SessionKeeper = SessionKeeper(),
        refreshTokens: any RefreshTokenStore = InMemoryRefreshTokenStore(), traces: (any LookupTraceLog)? = nil,
        logger: Logger
    ) {
        var client = CRMClient(
            catalogue: catalogue, dialPolicy: dialPolicy, clients: clients, resolveSecret: resolveSecret,
            refreshTokens: refreshTokens)
        client.sessions = sessions
        client.traces = traces
        crm = ResilientCRMClient(crm: client, answerBudget: answerBudget)
        self.answerBudget = answerBudget
        journal = LookupJournal(logger: logger)
    }

    /// Returns the ids of sources that are currently not asked because they failed too often with their current
    /// settings.
    public func openCircuits(of sources: some Sequence<LookupSource>) -> Set<String> {
        crm.health.openCircuits(of: sources)
    }

    /// Records that a source answered a manual query, so that it is asked again.
    func answeredByHand(_ source: LookupSource) {
        crm.health.answeredByHand(source)
    }

    /// The number of lookups that wait for the answer to another lookup's identical question.
    var coalescedCount: Int { crm.coalescedCount }

    /// Asks the sources of a question.
    ///
    /// If the calling task is cancelled, the running requests are stopped and the results so far are returned.
    public func managers(for question: LookupQuestion) async -> LookupAnswer {
        let budgetEnd = ContinuousClock.now + answerBudget
        let isHedged = question.sources.contains { $0.policy.hedgeAfterMilliseconds != nil }
        let record = isHedged ? await askHedged(question, budgetEnd) : await askInTurn(question, budgetEnd)
        return conclude(record, question)
    }

    private func conclude(_ record: LookupRecord, _ question: LookupQuestion) -> LookupAnswer {
        var record = record
        if !Task.isCancelled { record.endOthers() }
        for line in record.lines { journal.note(line, of: question) }
        return record.answer
    }

    /// Like ``askHedged(_:_:)`` for sources without hedging, but without a task for each source, since thousands of
    /// lookups may be running.
    private func askInTurn(_ question: LookupQuestion, _ budgetEnd: ContinuousClock.Instant) async -> LookupRecord {
        var record = LookupRecord(question: question)
        for index in question.sources.indices where !record.isFound {
            record.begin(index)
            guard case .answered(_, let answer, let milliseconds) = await ask(index, question, budgetEnd)
            else { break }
            record.end(index, answer, milliseconds: milliseconds)
            if Task.isCancelled { break }
        }
        return record
    }

    private func askHedged(_ question: LookupQuestion, _ budgetEnd: ContinuousClock.Instant) async -> LookupRecord {
        var record = LookupRecord(question: question)
        var schedule = LookupSchedule(
            hedges: question.sources.map { $0.policy.hedgeAfterMilliseconds.map { .milliseconds($0) } })
        await withTaskGroup(of: Event.self) { group in
            func perform(_ actions: [LookupSchedule.Action]) {
                for action in actions {
                    switch action {
                    case .ask(let index):
                        record.begin(index)
                        group.addTask { await self.ask(index, question, budgetEnd) }
                    case .wait(let pause, let index):
                        group.addTask { await self.wait(pause, for: index) }
                    }
                }
            }
            perform(schedule.begin())
            while !record.isFound, !schedule.isExhausted, let event = await group.next() {
                switch event {
                case .answered(let index, let answer, let milliseconds):
                    record.end(index, answer, milliseconds: milliseconds)
                    if answer.candidates.isEmpty { perform(schedule.failed(index)) }
                case .isSlow(let index):
                    perform(schedule.isSlow(index))
                case .cancelled:
                    break
                }
                if Task.isCancelled { break }
            }
            group.cancelAll()
        }
        return record
    }

    private func ask(_ index: Int, _ question: LookupQuestion, _ budgetEnd: ContinuousClock.Instant) async -> Event {
        let start = ContinuousClock.now
        guard start < budgetEnd else {
            let answer = SourceAnswer(
                result: .timeout, detail: "the answer budget is used up", remark: .notAsked)
            return .answered(index, answer, milliseconds: 0)
        }
        do {
            let answer = try await crm.ask(SourceQuestion(index, of: question, from: start, until: budgetEnd))
            return .answered(index, answer, milliseconds: start.duration(to: .now).wholeMilliseconds)
        } catch {
            // Only cancellation: the remaining sources are not asked.
            return .cancelled
        }
    }

    private func wait(_ pause: Duration, for index: Int) async -> Event {
        do {
            try await Task.sleep(for: pause)
            return .isSlow(index)
        } catch {
            return .cancelled
        }
    }
}
