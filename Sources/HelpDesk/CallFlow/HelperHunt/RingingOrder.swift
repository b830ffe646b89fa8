/// The order of ringing: the ladder as often as the route says, then its overflow once.
///
/// Those who take the request come before all others.
struct RingingOrder: Sendable, Equatable {
    /// The ladder, then its overflow; `nil` until the lookup is over.
    private(set) var candidates: [Candidate]?
    /// The index of the first overflow candidate.
    private(set) var overflowStart = 0
    /// Whether helpers were left out because they are not online.
    private(set) var isSomebodyAbsent = false
    /// Candidates who were named but are not rung, as far as that is worth reporting.
    ///
    /// Stored only in the request.
    private(set) var passedOver: [PassedOver] = []
    /// Those who took the request before the lookup was over, the last one first.
    private var earlyTakers: [Candidate] = []
    /// Ranks of candidates who took the request and have not been rung for it yet, the last one first.
    private var taken: [Int] = []
    /// Ranks of candidates who are listed only because they took the request.
    private var takers: Set<Int> = []
    /// Those who are known not to be online; only candidates, once the lookup is over.
    private(set) var absent: [String: Presence.State] = [:]
    /// Ranks of the candidates who have not been rung in this round.
    private(set) var queue: [Int] = []
    private(set) var round = 0

    /// The rank of the candidate who took the request last and has not been rung for it yet.
    var nextTaken: Int? { taken.first }

    /// The candidate who is rung first, if known.
    var first: Candidate? { nextTaken.flatMap(candidate) ?? candidates?.first }

    /// Returns the candidate with this rank, counted from 0, once the lookup is over.
    func candidate(_ rank: Int) -> Candidate? {
        candidates?[rank]
    }

    func rank(of number: String) -> Int? {
        candidates?.firstIndex { $0.extension == number }
    }

    /// The ranks of those on the ladder itself.
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

    /// - Parameter absent: everybody who is not online now. After the lookup, only candidates are kept: each transition
    ///   stores them, and a large call centre has many more people.
    mutating func areAbsent(_ absent: [String: Presence.State]) {
        guard let candidates else {
            self.absent = absent
            return
        }
        self.absent = [:]
        for candidate in candidates { self.absent[candidate.extension] = absent[candidate.extension] }
    }

    /// Removes candidates from the queue who went offline after the ladder was built.
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

    /// Forgets that somebody was passed over, since they are online again or took the request.
    mutating func forgetPassedOver(_ number: String) {
        passedOver.removeAll { $0.extension == number }
    }

    /// Shortens the queue to this many.
    mutating func limit(to room: Int) {
        if queue.count > room { queue.removeLast(queue.count - room) }
    }

    /// Fills the queue for the next round that is not empty.
    ///
    /// - Parameter declined: the ranks of those who declined, who are not rung again.
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

    /// Puts the supervisor next; those who took the request earlier follow if the supervisor does not pick up.
    mutating func take(by supervisor: Candidate) {
        if candidates == nil {
            earlyTakers = [supervisor] + earlyTakers.filter { $0.extension != supervisor.extension }
        } else {
            takeAgain([enter(supervisor)])
        }
    }

    /// Puts these at the front of those who took the request, such as takers who were interrupted.
    mutating func takeAgain(_ ranks: [Int]) {
        taken = ranks + taken.filter { !ranks.contains($0) }
    }

    /// Returns the supervisor's rank among the candidates, appending the supervisor if necessary.
    private mutating func enter(_ supervisor: Candidate) -> Int {
        if let rank = rank(of: supervisor.extension) { return rank }
        let known = candidates ?? []
        candidates = known + [supervisor]
        takers.insert(known.count)
        return known.count
    }

    /// Puts those who were interrupted first, in case the supervisor does not pick up.
    mutating func putBack(_ interrupted: [Int]) {
        queue = interrupted + queue.filter { !interrupted.contains($0) }
    }

    /// Queues only a helper that the request waits for, who is free now.
    mutating func ringNext(_ rank: Int) {
        queue = [rank]
    }
}

/// Taking from the order.
extension RingingOrder {
    /// Takes the candidate who took the request last, if any has not been rung for it yet.
    mutating func takeTaker() -> [Int] {
        guard !taken.isEmpty else { return [] }
        let rank = taken.removeFirst()
        queue.removeAll { $0 == rank }
        return [rank]
    }

    /// Takes the next candidate; with `simultaneous`, as many from the same source as may ring at once.
    mutating func takeNext(_ ringing: RingingPolicy) -> [Int] {
        guard let first = queue.first else { return [] }
        guard ringing.strategy == .simultaneous else { return [queue.removeFirst()] }
        return take(max(1, ringing.atOnce), besides: first)
    }

    /// Takes the next candidates, as long as they are from the same source as this candidate.
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
        /// Those who are rung after `taker` or `nextTaken`, which are from versions with room for only one.
        case furtherTakers, furtherTaken
        case isSomebodyAbsent = "isSomebodyPaused"
        /// Written by versions in which *do not disturb* was the only presence besides online.
        case pausedHelpers
    }

    /// Decodes a stored value; earlier versions lack the newer keys.
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

    /// - Parameter passedOver: the value stored in the request.
    mutating func readPassedOver(_ passedOver: [PassedOver]) {
        self.passedOver = passedOver
    }

    /// Continues an order of the first version, which rang each candidate once, one after the other.
    mutating func readFirstVersion(rung: Int) {
        guard let candidates, rung > 0 else { return }
        round = 1
        queue = Array(candidates.indices.dropFirst(rung))
    }

    /// Why the value cannot be used; `nil` if it can.
    var damage: String? {
        let ranks = candidates?.indices ?? 0..<0
        if !queue.allSatisfy(ranks.contains) { return "the queue names no candidate" }
        if !takers.allSatisfy(ranks.contains) { return "a taker is no candidate" }
        if !taken.allSatisfy(ranks.contains) { return "who has taken the request is no candidate" }
        if !(0...ranks.count).contains(overflowStart) { return "the overflow begins beyond the candidates" }
        return nil
    }
}
