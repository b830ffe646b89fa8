public import Foundation

/// What happens when nothing happens.
extension CallFlow {
    /// When ``Event/tick`` is due; `nil` when the request waits for people only.
    public var deadline: Date? {
        deadlines.min()
    }

    private var deadlines: [Date] {
        switch stage {
        case .reachingOperator:
            [operatorDeadline]
        case .findingHelper:
            [totalDeadline, helperDeadline, Self.deadline(of: announcement)].compactMap(\.self)
        case .joining(_, let since):
            [since.addingTimeInterval(Patience.joining)]
        case .connected:
            // A helper of an earlier attempt may still have to go.
            []
        case .apologizing:
            [Self.deadline(of: announcement), Self.deadline(of: apology)].compactMap(\.self)
        case .ending(_, _, let retryAt):
            [retryAt]
        case .ended:
            []
        }
    }

    private var operatorDeadline: Date {
        switch operatorLeg.state {
        case .waitingForPBX: expiresAt
        default:
            operatorLeg.orderedAt.addingTimeInterval(TimeInterval(route.ringing.operatorSeconds) + Patience.ringing)
        }
    }

    private var totalDeadline: Date? {
        // A helper who has picked up is waiting for the end of the announcement: he is not given up.
        guard !helperLegs.contains(where: { $0.state == .answered }) else { return nil }
        return operatorAnsweredAt?.addingTimeInterval(TimeInterval(route.ringing.totalSeconds))
    }

    private var helperDeadline: Date? {
        guard let leg = helperLegs.last, leg.isPending, leg.state != .waitingForPBX else { return nil }
        return leg.orderedAt.addingTimeInterval(TimeInterval(route.ringing.timeoutSeconds) + Patience.ringing)
    }

    private static func deadline(of track: PromptTrack) -> Date? {
        switch track {
        case .playing(_, let until): until
        case .preparing(let since): since.addingTimeInterval(Patience.preparing)
        case .idle, .ready, .finished: nil
        }
    }

    mutating func tick(at now: Date, _ actions: inout [Action]) {
        func isDue(_ date: Date?) -> Bool { date.map { $0 <= now } ?? false }

        switch stage {
        case .reachingOperator where isDue(operatorDeadline):
            if operatorLeg.state == .waitingForPBX {
                end(.expired, .expired, at: now, &actions)
            } else {
                end(.failed, .operatorNoAnswer, at: now, &actions)
            }
        case .findingHelper:
            if isDue(Self.deadline(of: announcement)) { announcementOverdue(at: now, &actions) }
            if stage == .findingHelper, isDue(totalDeadline) {
                giveUpOnHelpers(at: now, &actions)
            } else if stage == .findingHelper, isDue(helperDeadline) {
                let position = helperLegs.count - 1
                release(position, &actions)
                settleAttempt(position, .noAnswer, at: now)
                ringNextHelper(at: now, &actions)
            }
        case .joining(_, let since) where isDue(since.addingTimeInterval(Patience.joining)):
            joinFailed(at: now, &actions)
        case .apologizing:
            if isDue(Self.deadline(of: announcement)) { announcementOverdue(at: now, &actions) }
            if isDue(Self.deadline(of: apology)) { apologyFinished(at: now, &actions) }
        case .ending(let state, let outcome, let retryAt) where retryAt <= now:
            stage = .ending(state, outcome, retryAt: now.addingTimeInterval(Patience.hangUp))
            hangUpEverything(&actions)
            finishIfQuiet(at: now)
        case .reachingOperator, .joining, .connected, .ending, .ended:
            break
        }
    }

    private mutating func announcementOverdue(at now: Date, _ actions: inout [Action]) {
        announcementFinished(at: now, &actions)
    }

    private mutating func giveUpOnHelpers(at now: Date, _ actions: inout [Action]) {
        if let position = helperLegs.indices.last, helperLegs[position].isPending {
            release(position, &actions)
            settleAttempt(position, .noAnswer, at: now)
        }
        apologize(unavailableOutcome, at: now, &actions)
    }
}
