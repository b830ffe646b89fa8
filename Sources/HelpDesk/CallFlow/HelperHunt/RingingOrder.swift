/// Who is rung next: the ladder as often as the route says, then once its overflow. Whoever takes the request comes before
/// all of them.
struct RingingOrder: Sendable, Equatable {
    /// The ladder, then its overflow; `nil` until the lookup is over.
    private(set) var candidates: [Candidate]?
    /// Where the overflow begins among the candidates.
    private(set) var overflowStart = 0
    /// Whether helpers were left out because they are not online.
    private(set) var isSomebodyAbsent = false
    /// Who was named but is not rung, as far as it is worth reporting. Stored in the request only.
    private(set) var passedOver: [PassedOver] = []
    /// Who took the request before the lookup was over, the last one first.
    private var earlyTakers: [Candidate] = []
    /// Ranks of candidates who took the request and are still to be rung for it, the last one first.
    private var taken: [Int] = []
    /// Ranks of candidates who are there only because they took the request.
    private var takers: Set<Int> = []
    /// Who is not online, as far as is known: of those who may be rung, once they are known.
    private(set) var absent: [String: Presence.State] = [:]
    /// Ranks of the candidates who have not been rung in this round yet.
    private(set) var queue: [Int] = []
    private(set) var round = 0

    /// The rank of whoever took the request last and is still to be rung for it.
    var nextTaken: Int? { taken.first }

    /// Who is rung first, if that is known.
    var first: Candidate? { nextTaken.flatMap(candidate) ?? candidates?.first }

    /// The candidate of this rank, counted from 0, once the lookup is over.
    func candidate(_ rank: Int) -> Candidate? {
        candidates?[rank]
    }

    func rank(of number: String) -> Int? {
        candidates?.firstIndex { $0.extension == number }
    }

    /// Ranks of those on the ladder itself.
    var ladder: Range<Int> { 0..<overflowStart }

    func isAbsent(_ rank: Int) -> Bool {
        candidate(rank).map { absent[$0.extension] != nil } ?? false
    }
}

/// Filling the order.
extension RingingOrder {
    mutating func resolved(_ ladder: Ladder) {
        candidates = ladder.candidates + ladder.overflow
        overflowStart = ladder.candidates.count
        isSomebodyAbsent = ladder.isSomebodyAbsent
        passedOver = Array(ladder.passedOver.filter(\.isWorthTelling).prefix(Ladder.maximumCandidates))
        for taker in earlyTakers.reversed() { take(by: taker) }
        earlyTakers = []
        areAbsent(absent)
    }

    /// - Parameter absent: all who are not online now. Each transition stores what is kept of it, so that the rest of a large
    ///   call centre is not.
    mutating func areAbsent(_ absent: [String: Presence.State]) {
        guard let candidates else {
            self.absent = absent
            return
        }
        self.absent = [:]
        for candidate in candidates { self.absent[candidate.extension] = absent[candidate.extension] }
    }

    /// Removes from the queue whoever has gone offline since the ladder was built.
    mutating func passOverAbsent() {
        guard candidates != nil, !absent.isEmpty else { return }
        let left = queue.filter(isAbsent)
        guard !left.isEmpty else { return }
        queue.removeAll(where: isAbsent)
        isSomebodyAbsent = true
        for candidate in left.compactMap(candidate) {
            guard let reason = PassedOver.Reason(absent[candidate.extension]) else { continue }
            passedOver.removeAll { $0.extension == candidate.extension }
            if passedOver.count < Ladder.maximumCandidates { passedOver.append(PassedOver(candidate, reason)) }
        }
    }

    /// Somebody who was passed over is rung after all: they are online again, or took the request.
    mutating func forgetPassedOver(_ number: String) {
        passedOver.removeAll { $0.extension == number }
    }

    /// Shortens the queue to this many.
    mutating func limit(to room: Int) {
        if queue.count > room { queue.removeLast(queue.count - room) }
    }

    /// Fills the queue for the next round that is not empty.
    ///
    /// - Parameter declined: those who have declined, and are not rung again.
    mutating func beginRound(of rounds: Int, without declined: Set<Int>) {
        guard let candidates else { return }
        while queue.isEmpty, round <= rounds {
            round += 1
            queue =
                round <= rounds
                ? ladder.filter { !declined.contains($0) }
                : candidates.indices[overflowStart...].filter { !takers.contains($0) && !declined.contains($0) }
            passOverAbsent()
            // The overflow's turn comes only after waiting.
            if round == rounds { return }
        }
    }

    /// The supervisor is rung next, and whoever has taken the request before them if they do not pick up.
    mutating func take(by supervisor: Candidate) {
        if candidates == nil {
            earlyTakers = [supervisor] + earlyTakers.filter { $0.extension != supervisor.extension }
        } else {
            takeAgain([enter(supervisor)])
        }
    }

    /// Those who took the request before, and were interrupted, are rung for it again.
    mutating func takeAgain(_ ranks: [Int]) {
        taken = ranks + taken.filter { !ranks.contains($0) }
    }

    /// Their rank among the candidates; they are appended if they are not among them.
    private mutating func enter(_ supervisor: Candidate) -> Int {
        if let rank = rank(of: supervisor.extension) { return rank }
        let known = candidates ?? []
        candidates = known + [supervisor]
        takers.insert(known.count)
        return known.count
    }

    /// Puts those who were interrupted first, for the case that the supervisor does not pick up.
    mutating func putBack(_ interrupted: [Int]) {
        queue = interrupted + queue.filter { !interrupted.contains($0) }
    }

    /// A helper that the request waits for is free.
    mutating func ringNext(_ rank: Int) {
        queue = [rank]
    }
}

/// Taking from the order.
extension RingingOrder {
    /// Whoever took the request, if they have not been rung yet.
    mutating func takeTaker() -> [Int] {
        guard !taken.isEmpty else { return [] }
        let rank = taken.removeFirst()
        queue.removeAll { $0 == rank }
        return [rank]
    }

    /// The next one; with `simultaneous`, the next ones of the same source, as many as may ring at once.
    mutating func takeNext(_ ringing: RingingPolicy) -> [Int] {
        guard let first = queue.first else { return [] }
        guard ringing.strategy == .simultaneous else { return [queue.removeFirst()] }
        return take(max(1, ringing.atOnce), besides: first)
    }

    /// The next ones, as long as they come from the same source as this candidate.
    mutating func take(_ most: Int, besides rank: Int) -> [Int] {
        let source = candidate(rank)?.source
        let next = Array(queue.prefix(max(0, most)).prefix { candidate($0)?.source == source })
        queue.removeFirst(next.count)
        return next
    }
}

extension RingingOrder: Codable {
    private enum CodingKeys: String, CodingKey {
        case candidates, overflowStart, taker, nextTaken, takers, absent, queue, round
        /// Who is rung after `taker` or `nextTaken`: once there was room for one only.
        case furtherTakers, furtherTaken
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
        earlyTakers = try [container.decodeIfPresent(Candidate.self, forKey: .taker)].compactMap(\.self)
        earlyTakers += try container.decodeIfPresent([Candidate].self, forKey: .furtherTakers) ?? []
        taken = try [container.decodeIfPresent(Int.self, forKey: .nextTaken)].compactMap(\.self)
        taken += try container.decodeIfPresent([Int].self, forKey: .furtherTaken) ?? []
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
        try container.encodeIfPresent(earlyTakers.first, forKey: .taker)
        if earlyTakers.count > 1 { try container.encode(Array(earlyTakers.dropFirst()), forKey: .furtherTakers) }
        try container.encodeIfPresent(taken.first, forKey: .nextTaken)
        if taken.count > 1 { try container.encode(Array(taken.dropFirst()), forKey: .furtherTaken) }
        try container.encode(takers, forKey: .takers)
        try container.encode(absent, forKey: .absent)
        try container.encode(queue, forKey: .queue)
        try container.encode(round, forKey: .round)
    }

    /// - Parameter passedOver: as stored in the request.
    mutating func readPassedOver(_ passedOver: [PassedOver]) {
        self.passedOver = passedOver
    }

    /// The first version rang each candidate once, one after the other.
    mutating func readFirstVersion(rung: Int) {
        guard let candidates, rung > 0 else { return }
        round = 1
        queue = Array(candidates.indices.dropFirst(rung))
    }

    /// Why it cannot be used; `nil` if it can.
    var damage: String? {
        let ranks = candidates?.indices ?? 0..<0
        if !queue.allSatisfy(ranks.contains) { return "the queue names no candidate" }
        if !takers.allSatisfy(ranks.contains) { return "a taker is no candidate" }
        if !taken.allSatisfy(ranks.contains) { return "who has taken the request is no candidate" }
        if !(0...ranks.count).contains(overflowStart) { return "the overflow begins beyond the candidates" }
        return nil
    }
}
