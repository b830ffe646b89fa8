import Foundation

/// Reaching the operator, and what they do.
extension CallFlow {
    mutating func operatorAnswered(at now: Date) -> [Action] {
        record.enter(.ringingOperator, at: now)
        operatorCall.answered(at: now)
        stage = .findingHelper
        if player.track(.requestSent).isReady { return play(.requestSent, at: now) + ringNextHelpers(at: now) }
        // If there is nobody to ring, they hear that at once, without a ringing tone before it.
        let hearsUnavailable = player.track(.unavailable).isReady && hunt.order.nextTaken == nil
        return (hearsUnavailable ? [] : startRinging()) + ringNextHelpers(at: now)
    }

    mutating func operatorEnded(_ reason: HangupReason, at now: Date) -> [Action] {
        let hasRung = operatorLeg.state == .ringing
        guard operatorCall.ended() else { return [] }
        // They went back to their customer: the helper will join them there.
        if isDialled, operatorCall.seeksLiveCall, !isClosing { return beginWithoutOperator(at: now) }
        if losesListener(at: now) { return [] }
        switch stage {
        case .reachingOperator where operatorCall.isCoaching:
            return end(.cancelled, .callEnded, at: now)
        case .reachingOperator where isDialled:
            return end(.cancelled, .operatorHungUp, at: now)
        case .reachingOperator:
            // After ringing, *busy* means that the operator rejected the call: most phones' reject button sends it.
            if reason == .busy, !hasRung, let actions = operatorCall.turnToLiveCall(coaching.mode, terms) {
                return actions
            }
            return end(.failed, Self.operatorOutcome(reason), at: now)
        case .findingHelper, .joining:
            return end(.cancelled, operatorCall.isCoaching ? .callEnded : .operatorHungUp, at: now)
        case .connected:
            return end(.completed, .helped, at: now)
        case .closing(let state, let outcome, _):
            return end(state, outcome, at: now)
        case .ending:
            finishIfQuiet(at: now)
            return []
        case .ended:
            return []
        }
    }

    /// Makes a willing helper wait for the transfer, or for the end, since nobody can be joined without the listener.
    private mutating func losesListener(at now: Date) -> Bool {
        switch stage {
        case .findingHelper, .joining: break
        case .reachingOperator, .connected, .closing, .ending, .ended: return false
        }
        guard coaching.listenerMode == .whisper, coaching.nextListener == nil,
            operatorCall.lostListener(whileEnding: cleanup.formerChannels, at: now)
        else { return false }
        stage = .findingHelper
        return true
    }

    private static func operatorOutcome(_ reason: HangupReason) -> Outcome {
        switch reason {
        case .busy, .declined: .operatorBusy
        case .noAnswer, .normal: .operatorNoAnswer
        case .offline: .operatorOffline
        case .failed: .pbxError
        }
    }

    /// Handles another press by the operator, which on this route means that they no longer need help.
    mutating func withdraw(at now: Date) -> [Action] {
        switch stage {
        case .reachingOperator:
            return end(.cancelled, .cancelled, at: now)
        case .joining where hunt.attempts.mayMissEvents:
            // They may have been talking for as long as the PBX was disconnected.
            return end(.completed, .helped, at: now)
        case .findingHelper, .joining:
            return hunt.attempts.release(.cancelled, at: now, where: \.isActive)
                + close(.cancelled, .cancelled, saying: .requestCancelled, at: now)
        case .connected:
            return end(.completed, .helped, at: now)
        case .closing, .ending, .ended:
            return []
        }
    }

    /// Handles the PBX's report on the operator's live call, if any.
    mutating func foundLiveCall(_ found: LiveCall?, at now: Date) -> [Action] {
        guard operatorCall.seeksLiveCall, !isClosing else { return [] }
        guard let found else { return foundNoLiveCall(at: now) }
        // Another call of theirs, looked for before this one was known: help is for the customer who waits.
        if let held = operatorCall.heldCall, held.channel != found.channel { return [] }
        // An operator who dialled put their customer on hold to do so, and goes back to them.
        if let obstacle = found.obstacle, !isDialled, operatorCall.fallback != .operatorBusy {
            return noCallToCoach(obstacle, at: now)
        }
        if operatorCall.fallback == .operatorBusy { coaching.comesToLiveCall() }
        guard found.isOnHold else { return listen(to: found.channel, at: now) + sendBack() }
        operatorCall.foundHeld(found.channel, at: now)
        let actions = beginWithoutOperator(at: now) + joinIfReady(at: now)
        return actions + sendBack()
    }

    /// Sends an operator who dialled back to their live call if no prompt remains to be played to them.
    private mutating func sendBack() -> [Action] {
        guard isDialled, operatorLeg.isActive, player.track(.requestSent) == .finished else { return [] }
        return operatorCall.dismissNotice()
    }

    private mutating func foundNoLiveCall(at now: Date) -> [Action] {
        guard let held = operatorCall.heldCall else { return noCallToCoach(.noLiveCall, at: now) }
        return operatorCall.missedHeldCall(held, at: now) ? end(.cancelled, .callEnded, at: now) : []
    }

    /// Looks for a helper for an operator who has their customer on hold and is on no other call with us.
    private mutating func beginWithoutOperator(at now: Date) -> [Action] {
        guard stage == .reachingOperator, operatorCall.heldCall != nil, operatorLeg.state == .ended else { return [] }
        return operatorAnswered(at: now)
    }

    /// Creates a listener on the operator's live call.
    mutating func listen(to call: ChannelID, at now: Date) -> [Action] {
        let (listener, order) = listeners.make(on: call, .whisper, terms, at: now)
        if let former = operatorCall.found(call, listener, terms) { cleanup.add(former) }
        player.channelChanged()
        return [order]
    }

    /// Handles the listener's arrival on the operator's call during the search for a helper.
    mutating func listenerCame(at now: Date) -> [Action] {
        let joining = joinIfReady(at: now)
        guard stage == .findingHelper, hunt.attempts.willing == nil else { return joining }
        // They could not hear it before.
        return joining + play(.requestSent, at: now)
    }

    private mutating func noCallToCoach(_ reason: ModeFallback, at now: Date) -> [Action] {
        switch operatorCall.foundNone(terms, reason, at: now) {
        case .busyAfterAll:
            return end(.failed, .operatorBusy, at: now)
        case .rings(let actions):
            coaching.fallBackToConsult()
            return actions
        case .isThere:
            coaching.fallBackToConsult()
            return joinIfReady(at: now)
        case .isGone:
            coaching.fallBackToConsult()
            return end(.cancelled, .operatorHungUp, at: now)
        }
    }
}

/// Changing the mode: a new listener replaces the operator's leg.
extension CallFlow {
    mutating func changeMode(to mode: CallMode, at now: Date) -> [Action] {
        coaching.change(to: mode, on: operatorCall.liveCall, terms, &listeners, at: now)
    }

    mutating func listenerAnswered(at now: Date) -> [Action] {
        guard !isClosing else { return [] }
        if coaching.isOvertaken, let unwanted = coaching.dropListener() {
            // In its mode the helper might be heard by somebody who should not hear them.
            cleanup.add([unwanted], hungUpAt: now)
            return [.hangUp(unwanted)] + changeMode(to: coaching.mode, at: now)
        }
        guard let listener = coaching.takeListener() else { return [] }
        let former = operatorCall.changeListener(to: listener)
        cleanup.add([former], hungUpAt: now)
        guard case .connected(let index) = stage else {
            return [.hangUp(former)] + joinIfReady(at: now)
        }
        // Join the new listener first, so that the helper misses nothing.
        return [.join([listener.channel, hunt.attempts[index].channel], .of(id)), .hangUp(former)]
    }

    /// Keeps the old listener if the new one could not be created.
    mutating func listenerFailed(at now: Date) -> [Action] {
        // The helper may want another mode by now, which may succeed.
        let isOvertaken = coaching.isOvertaken
        coaching.dropListener()
        if case .connected = stage {
            if isOvertaken { return changeMode(to: coaching.mode, at: now) }
            coaching.keepMode()
            return []
        }
        return isClosing ? [] : end(.failed, .pbxError, at: now)
    }
}

extension LiveCall {
    /// Why the operator would not hear a whisper in the call.
    fileprivate var obstacle: ModeFallback? {
        isOnHold ? .customerOnHold : isSilent ? .customerSilent : nil
    }
}
