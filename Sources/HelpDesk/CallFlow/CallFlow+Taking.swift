import Foundation

/// Supervisors who take a request themselves, and helpers who do not want to be disturbed.
extension CallFlow {
    /// The supervisor is the next one who is rung, and the only one at that moment.
    mutating func taken(by taker: Candidate, at now: Date, _ actions: inout [Action]) {
        guard refusal(of: .taken(by: taker)) == nil else { return }
        request.manager = taker
        prepare(.requestSent, at: now, &actions)
        guard candidates != nil else {
            self.taker = taker
            return
        }
        if let position = helperLegs.firstIndex(where: { $0.extension == taker.extension && $0.isActive }) {
            helperLegs[position].isTaker = true
            interrupt(otherThan: position, at: now, &actions)
            return
        }
        nextTaken = candidate(taker)
        interrupt(otherThan: nil, at: now, &actions)
        ringNextHelpers(at: now, &actions)
    }

    /// His position among the candidates, at whose end he is put if they lack him.
    mutating func candidate(_ taker: Candidate) -> Int {
        let known = candidates ?? []
        if let position = known.firstIndex(where: { $0.extension == taker.extension }) { return position }
        candidates = known + [taker]
        takers.insert(known.count)
        return known.count
    }

    /// Stops ringing others. Their turn comes again if the supervisor does not pick up.
    private mutating func interrupt(otherThan position: Int?, at now: Date, _ actions: inout [Action]) {
        let others = helperLegs.indices.filter { $0 != position && helperLegs[$0].isActive }
        let candidates = others.map { helperLegs[$0].candidate }.filter { !takers.contains($0) && $0 != nextTaken }
        releaseOthers(than: position, at: now, &actions)
        queue = candidates + queue.filter { !candidates.contains($0) }
    }

    /// Rings him who has taken the request, if somebody has.
    ///
    /// - Returns: whether somebody has.
    mutating func ringTaker(at now: Date, _ actions: inout [Action]) -> Bool {
        guard let position = nextTaken else { return false }
        nextTaken = nil
        // What he interrupts is the first round, even if it has not begun.
        if round == 0 { beginRound() }
        queue.removeAll { $0 == position }
        ring([position], asTaker: true, at: now, &actions)
        return true
    }

    /// - Parameter numbers: all who are paused now.
    mutating func paused(_ numbers: Set<String>, at now: Date, _ actions: inout [Action]) {
        // An emergency disturbs everybody.
        guard request.urgency != .emergency else { return }
        pausedHelpers = numbers
        guard stage == .findingHelper else { return }
        for position in helperLegs.indices
        where helperLegs[position].isPending && !helperLegs[position].isTaker
            && numbers.contains(helperLegs[position].extension)
        {
            release(position, .declined, at: now, &actions)
        }
        ringNextHelpers(at: now, &actions)
    }

    /// Takes out of the queue who has switched on *do not disturb* since the ladder was built.
    mutating func passOverPaused() {
        guard let candidates, !pausedHelpers.isEmpty else { return }
        let before = queue.count
        queue.removeAll { pausedHelpers.contains(candidates[$0].extension) }
        if queue.count < before { isSomebodyPaused = true }
    }
}
