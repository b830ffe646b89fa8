import HelpDesk

/// A question to one source, as it passes through the layers of a lookup.
///
/// A class, since a struct would be copied into each suspended function, and thousands may be suspended.
final class SourceQuestion: Sendable {
    let source: LookupSource
    let question: LookupQuestion
    /// The deadline for the answer.
    let deadline: ContinuousClock.Instant
    /// Equal for questions with the same answer.
    let key: LookupKey

    init(_ source: LookupSource, _ question: LookupQuestion, deadline: ContinuousClock.Instant) {
        self.source = source
        self.question = question
        self.deadline = deadline
        key = LookupKey(source, question)
    }

    /// Creates the question to one of the sources, with the source's own time limit within the budget.
    convenience init(
        _ index: Int, of question: LookupQuestion, from start: ContinuousClock.Instant,
        until budgetEnd: ContinuousClock.Instant
    ) {
        let source = question.sources[index]
        self.init(
            source, question, deadline: min(start + .milliseconds(source.timeoutMilliseconds), budgetEnd))
    }
}
