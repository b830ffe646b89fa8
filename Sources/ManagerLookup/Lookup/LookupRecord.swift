import ConcurrencyPrimitives
import HelpDesk

/// The answers to one question so far.
struct LookupRecord {
    /// The answer of one source.
    struct Line {
        let source: LookupSource
        let answer: SourceAnswer
        let milliseconds: Int
    }

    private struct Entry {
        let start = ContinuousClock.now
        var answer: SourceAnswer?
        var milliseconds = 0
    }

    private let question: LookupQuestion
    private var entries: [Int: Entry] = [:]
    private var winner: Int?

    init(question: LookupQuestion) {
        self.question = question
    }

    var isFound: Bool { winner != nil }

    mutating func begin(_ index: Int) {
        entries[index] = Entry()
    }

    mutating func end(_ index: Int, _ answer: SourceAnswer, milliseconds: Int) {
        entries[index]?.answer = answer
        entries[index]?.milliseconds = milliseconds
        if !answer.candidates.isEmpty { winner = winner ?? index }
    }

    /// Ends the queries that were overtaken by another source.
    mutating func endOthers() {
        guard let winner else { return }
        for (index, entry) in entries where entry.answer == nil {
            entries[index]?.answer = SourceAnswer(
                result: .timeout, detail: "\(question.sources[winner].reportName) answered first", remark: .overtaken)
            entries[index]?.milliseconds = entry.start.duration(to: .now).wholeMilliseconds
        }
    }

    /// The answered queries in the order of asking.
    var lines: [Line] {
        entries.sorted { $0.key < $1.key }.compactMap { index, entry in
            entry.answer.map {
                Line(source: question.sources[index], answer: $0, milliseconds: entry.milliseconds)
            }
        }
    }

    var answer: LookupAnswer {
        LookupAnswer(
            candidates: winner.flatMap { entries[$0]?.answer?.candidates } ?? [],
            reports: lines.map {
                LookupReport(
                    source: $0.source.reportName, result: $0.answer.result, milliseconds: $0.milliseconds,
                    reason: $0.answer.failure?.reason, detail: $0.answer.detail, message: $0.answer.message)
            })
    }
}
