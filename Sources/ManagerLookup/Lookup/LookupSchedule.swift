/// Decides when each lookup source is asked: in order, each after the source before it failed, or earlier if that
/// source may be hedged.
struct LookupSchedule: Sendable, Equatable {
    /// The next action; sources are given by their index in the route's order.
    enum Action: Sendable, Equatable {
        case ask(Int)
        /// Report after this time that the source is slow, if it has not answered.
        case wait(Duration, for: Int)
    }

    /// The time after which the next source is asked in parallel; `nil` for never.
    private let hedges: [Duration?]
    private var asked = 0
    private var pending: Set<Int> = []

    init(hedges: [Duration?]) {
        self.hedges = hedges
    }

    /// Whether every source was asked and failed.
    var isExhausted: Bool { asked == hedges.count && pending.isEmpty }

    mutating func begin() -> [Action] {
        askNext()
    }

    /// Records that a source named nobody.
    mutating func failed(_ source: Int) -> [Action] {
        pending.remove(source)
        // A later source that is being asked has already replaced this one.
        return source == asked - 1 ? askNext() : []
    }

    /// Records that a source has not answered within its hedging time.
    mutating func isSlow(_ source: Int) -> [Action] {
        pending.contains(source) && source == asked - 1 ? askNext() : []
    }

    private mutating func askNext() -> [Action] {
        guard asked < hedges.count else { return [] }
        let source = asked
        asked += 1
        pending.insert(source)
        return [.ask(source)] + (hedges[source].map { [.wait($0, for: source)] } ?? [])
    }
}
