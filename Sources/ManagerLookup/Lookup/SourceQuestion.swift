import HelpDesk

/// One question to one source, on its way through the layers that ask it.
///
/// A class: each layer that waits would otherwise keep a copy of the whole, and thousands may wait.
final class SourceQuestion: Sendable {
    let source: LookupSource
    let question: LookupQuestion
    /// When the answer must be here.
    let deadline: ContinuousClock.Instant
    /// Equal for questions that have the same answer.
    let key: LookupKey

    init(_ source: LookupSource, _ question: LookupQuestion, deadline: ContinuousClock.Instant) {
        self.source = source
        self.question = question
        self.deadline = deadline
        key = LookupKey(source, question)
    }

    /// The question to one of the sources, which has its own time, within that of all of them.
    convenience init(
        _ index: Int, of question: LookupQuestion, from start: ContinuousClock.Instant,
        until budgetEnd: ContinuousClock.Instant
    ) {
        let source = question.sources[index]
        self.init(
            source, question, deadline: min(start + .milliseconds(source.timeoutMilliseconds), budgetEnd))
    }
}
