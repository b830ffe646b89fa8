import Foundation

/// The operator's leg and the helpers who may be rung for him.
extension CallFlow {
    func ringOperator() -> Action {
        .originate(
            Ring(
                channel: operatorLeg.channel, extension: operatorLeg.extension, party: .operator,
                timeoutSeconds: route.ringing.operatorSeconds, callerName: displayName,
                callerNumber: route.code, answersItself: route.options.autoAnswer))
    }

    mutating func resolved(_ ladder: Ladder, at now: Date, _ actions: inout [Action]) {
        guard candidates == nil else { return }
        candidates = ladder.candidates + ladder.overflow
        overflowStart = ladder.candidates.count
        isSomebodyPaused = ladder.isSomebodyPaused
        nextTaken = taker.map { candidate($0) }
        taker = nil
        request.lookup = ladder.lookup
        switch stage {
        case .reachingOperator:
            nameFirst()
            prepareFirstPrompt(at: now, &actions)
        case .findingHelper:
            nameFirst()
            prepareFirstPrompt(at: now, &actions)
            ringNextHelpers(at: now, &actions)
        case .joining, .connected, .closing, .ending, .ended:
            break
        }
    }

    /// Says who will be rung first.
    private mutating func nameFirst() {
        guard let candidates else { return }
        request.manager = nextTaken.map { candidates[$0] } ?? candidates.first
    }

    mutating func operatorAnswered(at now: Date, _ actions: inout [Action]) {
        request.enter(.ringingOperator, at: now)
        operatorAnsweredAt = now
        stage = .findingHelper
        if case .ready(let audio) = announcement {
            announcement = play(audio, at: now, &actions)
        } else if case .ready = apology, nextTaken == nil {
            // It is played at once, below.
        } else {
            startRinging(&actions)
        }
        if candidates != nil { ringNextHelpers(at: now, &actions) }
    }

    /// The operator has pressed again, and that means he needs nobody any more.
    mutating func withdraw(at now: Date, _ actions: inout [Action]) {
        switch stage {
        case .reachingOperator:
            end(.cancelled, .cancelled, at: now, &actions)
        case .findingHelper:
            for position in helperLegs.indices where helperLegs[position].isActive {
                release(position, .cancelled, at: now, &actions)
            }
            close(.cancelled, .cancelled, saying: .requestCancelled, at: now, &actions)
        case .joining, .connected:
            end(.completed, .helped, at: now, &actions)
        case .closing, .ending, .ended:
            break
        }
    }
}
