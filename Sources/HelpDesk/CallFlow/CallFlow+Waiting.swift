import Foundation

/// Waiting for the first helper who is free, when all of them are on the phone.
extension CallFlow {
    struct Waiting: Sendable, Codable, Equatable {
        let until: Date
        /// When it is to be looked again.
        var lookAt: Date
        /// The place in the line that the operator was told last.
        var position: Int?
    }

    /// How often it is looked whether somebody is free, in seconds.
    static let lookInterval: TimeInterval = 1
    /// How often one helper is rung while the request waits, at the most.
    static let furtherAttempts = 3

    /// For whom it waits, in the order of the ladder; empty when it does not wait.
    public var awaitedHelpers: [String] {
        guard waiting != nil, stage == .findingHelper, let candidates else { return [] }
        return candidates[..<overflowStart].indices
            .filter { isWorthWaitingFor($0) && !pausedHelpers.contains(candidates[$0].extension) }
            .map { candidates[$0].extension }
    }

    /// Whether he was on the phone when he was rung last. A phone that refuses each time, though nobody talks on it, is
    /// given up.
    private func isWorthWaitingFor(_ candidate: Int) -> Bool {
        let attempts = helperLegs.indices.filter { helperLegs[$0].candidate == candidate }
        guard let last = attempts.last, attempts.count - Self.furtherAttempts < route.ringing.rounds else {
            return false
        }
        return request.attempts[last].result == .busy
    }

    /// Begins to wait, if the route waits and somebody is worth it.
    ///
    /// - Returns: whether it waits, from now on or still.
    mutating func waits(at now: Date, _ actions: inout [Action]) -> Bool {
        guard route.options.waitSeconds > 0, round <= route.ringing.rounds else { return false }
        let begins = waiting == nil
        if begins {
            let until = now.addingTimeInterval(TimeInterval(route.options.waitSeconds))
            waiting = Waiting(until: until, lookAt: now)
        }
        guard let until = waiting?.until, now < until, !awaitedHelpers.isEmpty else { return false }
        if let lookAt = waiting?.lookAt, lookAt <= now {
            actions.append(.lookForHelper(awaitedHelpers))
            waiting?.lookAt = now.addingTimeInterval(Self.lookInterval)
        }
        return true
    }

    var lookDeadline: Date? {
        guard let waiting, stage == .findingHelper, !helperLegs.contains(where: \.isActive), queue.isEmpty,
            !awaitedHelpers.isEmpty
        else { return nil }
        return min(waiting.lookAt, waiting.until)
    }

    mutating func helperFree(_ number: String, at now: Date, _ actions: inout [Action]) {
        guard lookDeadline != nil, let candidates, awaitedHelpers.contains(number),
            let candidate = candidates.firstIndex(where: { $0.extension == number })
        else { return }
        queue = [candidate]
        ringNextHelpers(at: now, &actions)
    }

    mutating func waitingPosition(_ position: Int, at now: Date, _ actions: inout [Action]) {
        guard lookDeadline != nil, waiting?.position != position else { return }
        // While something else is heard, he is told at the next look.
        switch prompts[.waiting] ?? .idle {
        case .idle, .finished: break
        case .preparing, .ready, .playing: return
        }
        guard !announcement.isPlaying else { return }
        waiting?.position = position
        prompts[.waiting] = .preparing(since: now)
        actions.append(.prepare(.waiting, promptValues))
    }
}
