/// Who is rung next: the ladder as often as the route says, then its overflow, once. Whoever takes the request is rung
/// before all of them.
struct RingingOrder: Sendable, Equatable {
    /// Those of the ladder, then those of its overflow; `nil` until the lookup is over.
    private(set) var candidates: [Candidate]?
    /// Where the overflow begins among the candidates.
    private(set) var overflowStart = 0
    /// Whether helpers were left out because they are not online.
    private(set) var isSomebodyAbsent = false
    /// Who was named and is not rung, as far as it is worth telling. It stands in the request, and not here as well.
    private(set) var passedOver: [PassedOver] = []
    /// Who has taken the request before it was known who may be rung.
    private var taker: Candidate?
    /// The position of the candidate who has taken the request, and is still to be rung.
    private(set) var nextTaken: Int?
    /// Positions of candidates who stand there only because they have taken the request.
    private var takers: Set<Int> = []
    /// Who is not online, as far as that was told.
    private(set) var absent: [String: Presence.State] = [:]
    /// Positions of candidates that are still to be rung in this round.
    private(set) var queue: [Int] = []
    private(set) var round = 0

    /// Who is rung first, as far as that is known.
    var first: Candidate? { nextTaken.flatMap(candidate) ?? candidates?.first }

    /// The candidate of this position, once the lookup is over.
    func candidate(_ position: Int) -> Candidate? {
        candidates?[position]
    }

    func position(of number: String) -> Int? {
        candidates?.firstIndex { $0.extension == number }
    }

    /// Those who stand on the ladder itself, by their positions.
    var ladder: Range<Int> { 0..<overflowStart }

    func isAbsent(_ position: Int) -> Bool {
        candidate(position).map { absent[$0.extension] != nil } ?? false
    }
}

/// Filling the order.
extension RingingOrder {
    mutating func resolved(_ ladder: Ladder) {
        candidates = ladder.candidates + ladder.overflow
        overflowStart = ladder.candidates.count
        isSomebodyAbsent = ladder.isSomebodyAbsent
        passedOver = Array(ladder.passedOver.filter(\.isWorthTelling).prefix(Ladder.mostCandidates))
        nextTaken = taker.map { enter($0) }
        taker = nil
    }

    /// - Parameter absent: all who are not online now.
    mutating func areAbsent(_ absent: [String: Presence.State]) {
        self.absent = absent
    }

    /// Takes out of the queue who is not online any more since the ladder was built.
    mutating func passOverAbsent() {
        guard candidates != nil, !absent.isEmpty else { return }
        let left = queue.filter(isAbsent)
        guard !left.isEmpty else { return }
        queue.removeAll(where: isAbsent)
        isSomebodyAbsent = true
        for candidate in left.compactMap(candidate) {
            guard let reason = PassedOver.Reason(absent[candidate.extension]) else { continue }
            passedOver.removeAll { $0.extension == candidate.extension }
            if passedOver.count < Ladder.mostCandidates { passedOver.append(PassedOver(candidate, reason)) }
        }
    }

    /// Lets no more be rung than this.
    mutating func limit(to room: Int) {
        if queue.count > room { queue.removeLast(queue.count - room) }
    }

    /// Fills the queue for the next round that has somebody in it.
    ///
    /// - Parameter declined: those who have said no, who are not asked again.
    mutating func beginRound(of rounds: Int, without declined: Set<Int>) {
        guard let candidates else { return }
        while queue.isEmpty, round <= rounds {
            round += 1
            queue =
                round <= rounds
                ? ladder.filter { !declined.contains($0) }
                : candidates.indices[overflowStart...].filter { !takers.contains($0) }
            passOverAbsent()
            // The overflow's turn comes only after waiting.
            if round == rounds { return }
        }
    }

    /// The supervisor is the next one who is rung.
    mutating func take(by supervisor: Candidate) {
        if candidates == nil {
            taker = supervisor
        } else {
            nextTaken = enter(supervisor)
        }
    }

    /// Their position among the candidates, at whose end they are put if those lack them.
    private mutating func enter(_ supervisor: Candidate) -> Int {
        if let position = position(of: supervisor.extension) { return position }
        let known = candidates ?? []
        candidates = known + [supervisor]
        takers.insert(known.count)
        return known.count
    }

    /// Those who were interrupted come first again when the supervisor does not pick up.
    mutating func putBack(_ interrupted: [Int]) {
        let positions = interrupted.filter { !takers.contains($0) && $0 != nextTaken }
        queue = positions + queue.filter { !positions.contains($0) }
    }

    /// A helper for whom the request waits is free.
    mutating func ringNext(_ position: Int) {
        queue = [position]
    }
}

/// Taking from the order.
extension RingingOrder {
    /// Whoever has taken the request, if somebody has and is still to be rung.
    mutating func takeTaker() -> [Int] {
        guard let position = nextTaken else { return [] }
        nextTaken = nil
        queue.removeAll { $0 == position }
        return [position]
    }

    /// The next one; with `simultaneous` those who were named by the same source, as many as may ring at once.
    mutating func takeNext(_ ringing: RingingPolicy) -> [Int] {
        guard let first = queue.first else { return [] }
        guard ringing.strategy == .simultaneous else { return [queue.removeFirst()] }
        return take(max(1, ringing.atOnce), besides: first)
    }

    /// The next ones who were named by the same source as this candidate, as long as they come one after the other.
    mutating func take(_ most: Int, besides position: Int) -> [Int] {
        let source = candidate(position)?.source
        let next = Array(queue.prefix(max(0, most)).prefix { candidate($0)?.source == source })
        queue.removeFirst(next.count)
        return next
    }
}

extension RingingOrder: Codable {
    private enum CodingKeys: String, CodingKey {
        case candidates, overflowStart, taker, nextTaken, takers, absent, queue, round
        case isSomebodyAbsent = "isSomebodyPaused"
        /// What there was when *do not disturb* was all that somebody could say.
        case pausedHelpers
    }

    /// What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        candidates = try container.decodeIfPresent([Candidate].self, forKey: .candidates)
        overflowStart = try container.decodeIfPresent(Int.self, forKey: .overflowStart) ?? candidates?.count ?? 0
        isSomebodyAbsent = try container.decodeIfPresent(Bool.self, forKey: .isSomebodyAbsent) ?? false
        taker = try container.decodeIfPresent(Candidate.self, forKey: .taker)
        nextTaken = try container.decodeIfPresent(Int.self, forKey: .nextTaken)
        takers = try container.decodeIfPresent(Set<Int>.self, forKey: .takers) ?? []
        let paused = try container.decodeIfPresent(Set<String>.self, forKey: .pausedHelpers) ?? []
        absent =
            try container.decodeIfPresent([String: Presence.State].self, forKey: .absent)
            ?? Dictionary(uniqueKeysWithValues: paused.map { ($0, .busy) })
        queue = try container.decodeIfPresent([Int].self, forKey: .queue) ?? []
        round = try container.decodeIfPresent(Int.self, forKey: .round) ?? 0
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(candidates, forKey: .candidates)
        try container.encode(overflowStart, forKey: .overflowStart)
        try container.encode(isSomebodyAbsent, forKey: .isSomebodyAbsent)
        try container.encodeIfPresent(taker, forKey: .taker)
        try container.encodeIfPresent(nextTaken, forKey: .nextTaken)
        try container.encode(takers, forKey: .takers)
        try container.encode(absent, forKey: .absent)
        try container.encode(queue, forKey: .queue)
        try container.encode(round, forKey: .round)
    }

    /// - Parameter passedOver: those whom the request names.
    mutating func readPassedOver(_ passedOver: [PassedOver]) {
        self.passedOver = passedOver
    }

    /// The first version rang each candidate once, one after the other.
    mutating func readFirstVersion(rung: Int) {
        guard let candidates, rung > 0 else { return }
        round = 1
        queue = Array(candidates.indices.dropFirst(rung))
    }

    /// What it cannot be followed with; `nil` when it can.
    var damage: String? {
        let positions = candidates?.indices ?? 0..<0
        if !queue.allSatisfy(positions.contains) { return "the queue names no candidate" }
        if !takers.allSatisfy(positions.contains) { return "a taker is no candidate" }
        if let nextTaken, !positions.contains(nextTaken) { return "who has taken the request is no candidate" }
        if !(0...positions.count).contains(overflowStart) { return "the overflow begins beyond the candidates" }
        return nil
    }
}
