/// Decides which lookup source is asked when: in order, each when the one before it has failed, or earlier where that one
/// lets itself be hedged.
struct LookupSchedule: Sendable, Equatable {
    /// What has to be done next; sources go by their index in the route's order.
    enum Action: Sendable, Equatable {
        case ask(Int)
        /// Tell when this long has passed and the source has not answered.
        case wait(Duration, for: Int)
    }

    /// After how long the next source is asked beside this one; `nil` for never.
    private let hedges: [Duration?]
    private var asked = 0
    private var pending: Set<Int> = []

    init(hedges: [Duration?]) {
        self.hedges = hedges
    }

    /// Whether every source has been asked and has failed.
    var isExhausted: Bool { asked == hedges.count && pending.isEmpty }

    mutating func begin() -> [Action] {
        askNext()
    }

    /// A source named nobody.
    mutating func failed(_ source: Int) -> [Action] {
        pending.remove(source)
        // While a later one is under way, that one has taken this one's place already.
        return source == asked - 1 ? askNext() : []
    }

    /// A source has not answered in the time after which others are asked as well.
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
