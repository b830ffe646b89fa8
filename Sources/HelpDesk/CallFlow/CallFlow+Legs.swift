import Foundation

/// The legs of all machines.
extension CallFlow {
    var operatorLeg: Leg { operatorCall.leg }

    /// The legs that the flow keeps, including ended legs.
    var legs: [Leg] {
        [operatorLeg] + hunt.attempts.map(\.leg) + [coaching.nextListener].compactMap(\.self) + visits.legs
    }

    func leg(_ channel: ChannelID) -> Leg? {
        legs.first { $0.channel == channel }
    }

    /// Whether a channel is a leg of this request.
    public func owns(_ channel: ChannelID) -> Bool {
        leg(channel) != nil || cleanup.formerChannels.contains(channel)
    }

    /// This request's channels whose names do not identify it.
    public var foreignChannels: [ChannelID] {
        let legs = [operatorLeg] + hunt.attempts.map(\.leg) + visits.phones
        let dialled = [operatorCall.dialledBesideCustomer].compactMap(\.self)
        return (legs.map(\.channel) + cleanup.formerChannels + dialled).filter { $0.call == nil }
    }

    /// Whether this event moved a leg to another channel, whose owner is known only from the stored flow.
    func hasNewSuccessor(by event: Event, after before: CallFlow) -> Bool {
        switch event {
        case .replaced, .forwarded, .reconciled: foreignChannels != before.foreignChannels
        default: false
        }
    }

    /// The owner of a leg.
    enum LegOwner: Equatable {
        /// The operator's, or the listener on their live call.
        case `operator`
        /// The helper of this attempt (from 0).
        case helper(Int)
        /// The listener that will replace the operator's leg.
        case nextListener
        /// A supervisor's phone or listener.
        case supervisor
    }

    /// - Returns: `nil` if the channel is not, or is no longer, a leg of this request.
    func owner(of channel: ChannelID) -> LegOwner? {
        if channel == operatorLeg.channel { return .operator }
        if let index = hunt.attempts.index(on: channel) { return .helper(index) }
        if channel == coaching.nextListener?.channel { return .nextListener }
        return visits.index(on: channel) == nil ? nil : .supervisor
    }

    func isHelper(_ channel: ChannelID) -> Bool {
        if case .helper = owner(of: channel) { true } else { false }
    }

    /// The channels of helpers whose phones ring or are being rung.
    var ringingHelpers: Set<ChannelID> {
        Set(hunt.attempts.filter(\.isRinging).map(\.channel))
    }

    /// ``ringingHelpers``, and those who were hung up on, until the PBX confirms that they are silent: another request
    /// would find them busy.
    ///
    /// While the PBX is disconnected, only the former count.
    var occupiedHelpers: Set<ChannelID> {
        guard !hunt.attempts.mayMissEvents else { return ringingHelpers }
        return ringingHelpers.union(hunt.attempts.filter { $0.state == .hangingUp }.map(\.channel))
    }

    /// The number of legs that wait until they may be rung.
    var legsKeptBack: Int {
        ([operatorLeg] + hunt.attempts.map(\.leg)).count { $0.state == .keptBack }
    }

    /// Changes the leg that has this channel, if there is any.
    ///
    /// - Returns: the transition's result; `nil` if the channel is not ours.
    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        switch owner(of: channel) {
        case .operator?: operatorCall.update(channel, transition)
        case .helper?: hunt.attempts.update(channel, transition)
        case .nextListener?: coaching.update(channel, transition)
        case .supervisor?: visits.update(channel, transition)
        case nil: nil
        }
    }
}

/// The PBX's reports about legs.
extension CallFlow {
    mutating func originated(_ channel: ChannelID, isPhone: Bool, at now: Date) -> [Action] {
        _ = update(channel) { $0.originated(isPhone: isPhone, at: now) }
        return []
    }

    mutating func ringing(_ channel: ChannelID, at now: Date) -> [Action] {
        guard update(channel, { $0.rang() }) == true else { return dismissLate(channel, at: now) }
        if owner(of: channel) == .operator {
            record.enter(.ringingOperator, at: now)
        } else if stage == .findingHelper {
            record.enter(.ringingManager, at: now)
        }
        return []
    }

    mutating func answered(_ channel: ChannelID, at now: Date) -> [Action] {
        switch update(channel, { $0.answered() }) {
        case .unwanted?, nil: return dismissLate(channel, at: now)
        case .alreadyKnown?: return []
        case .expected?: break
        }
        switch owner(of: channel) {
        case .operator?: return stage == .reachingOperator ? operatorAnswered(at: now) : listenerCame(at: now)
        case .helper(let index)?: return helperAnswered(index, at: now)
        case .nextListener?: return listenerAnswered(at: now)
        case .supervisor?: return visitorAnswered(channel, at: now)
        case nil: return []
        }
    }

    /// Hangs up on a channel that was abandoned before it appeared, since the PBX carried out the order late.
    private mutating func dismissLate(_ channel: ChannelID, at now: Date) -> [Action] {
        let leg = leg(channel)
        guard leg.map({ !$0.isActive }) ?? (channel.call == CallID(id)) else { return [] }
        if leg?.state != .hangingUp, !cleanup.formerChannels.contains(channel) {
            cleanup.add([channel], hungUpAt: now)
        }
        return [.hangUp(channel)]
    }

    /// Handles an order that the PBX refused or may not have accepted.
    mutating func refused(_ channel: ChannelID, _ reason: HangupReason, at now: Date) -> [Action] {
        guard reason == .failed else { return ended(channel, reason, at: now) }
        // An order without a reply may have been carried out anyway: nothing may keep ringing.
        switch owner(of: channel) {
        case .operator?:
            // The operator is on the line anyway; only the reply was lost.
            guard operatorLeg.isPending else { return [] }
            return end(.failed, .pbxError, at: now)
        case .helper(let index)?:
            guard hunt.attempts[index].isPending else { return [] }
            return hunt.attempts.release(index, .error, at: now) + ringNextHelpers(at: now)
        case .nextListener?:
            cleanup.add(channel)
            return [.hangUp(channel)] + listenerFailed(at: now)
        case .supervisor?:
            return follow(visits.refused(channel, id, at: now), at: now)
        case nil:
            return []
        }
    }

    mutating func ended(
        _ channel: ChannelID, _ reason: HangupReason, _ cause: HangupCause? = nil, at now: Date
    ) -> [Action] {
        cleanup.ended(channel)
        // The end of a busy phone may be reported twice, with the cause only the second time.
        if let cause, case .helper(let index)? = owner(of: channel) { hunt.attempts.note(cause, of: index) }
        let actions = legEnded(channel, reason, at: now)
        finishIfQuiet(at: now)
        return actions
    }

    private mutating func legEnded(_ channel: ChannelID, _ reason: HangupReason, at now: Date) -> [Action] {
        switch owner(of: channel) {
        case .operator?: return operatorEnded(reason, at: now)
        case .helper(let index)?: return helperEnded(index, reason, at: now)
        case .nextListener? where reason == .normal && stage == .findingHelper:
            // The listener was not hung up on: it ended with the call that it listens to.
            coaching.dropListener()
            return end(.cancelled, .callEnded, at: now)
        case .nextListener?: return listenerFailed(at: now)
        case .supervisor?: return visitEnded(channel, reason, at: now)
        case nil:
            operatorCall.noticeEnded(channel)
            return []
        }
    }

    /// Handles a transfer of the call: the channel that it reaches replaces the former channel.
    mutating func replaced(_ channel: ChannelID, by successor: ChannelID, at now: Date) -> [Action] {
        guard !owns(successor) else { return [] }
        if isDialled, !isEnding, channel == operatorCall.dialledBesideCustomer {
            return customerTransferred(from: channel, to: successor, at: now)
        }
        if update(channel, { $0.replaced(by: successor) }) == true {
            cleanup.add(channel)
            return owner(of: successor) == .operator ? operatorGoesOn(at: now) : []
        }
        // The request ended at that very moment.
        cleanup.add(successor)
        return [.hangUp(successor)]
    }

    private var isEnding: Bool {
        switch stage {
        case .ending, .ended: true
        case .reachingOperator, .findingHelper, .joining, .connected, .closing: false
        }
    }

    /// Puts a customer whom the operator transferred to us in the operator's place: as in a consultation, the helper
    /// will talk with the customer.
    private mutating func customerTransferred(
        from channel: ChannelID, to successor: ChannelID, at now: Date
    ) -> [Action] {
        // Unless the leg has ended, or its end is already awaited.
        if channel == operatorLeg.channel, operatorLeg.state != .ended, !cleanup.formerChannels.contains(channel) {
            cleanup.add(channel)
        }
        let listener = operatorCall.transferred(to: successor, at: now)
        coaching.fallBackToConsult()
        let listeners = [listener?.channel, coaching.dropListener()].compactMap(\.self)
        cleanup.add(listeners, hungUpAt: now)
        return listeners.map(Action.hangUp) + customerGoesOn(at: now)
    }

    /// Joins a helper, who was with the operator on the call that is over now, with the customer.
    private mutating func customerGoesOn(at now: Date) -> [Action] {
        let helper: Int
        switch stage {
        case .joining(let index, _):
            stage = .joining(index, since: now)
            helper = index
        case .connected(let index): helper = index
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: return operatorGoesOn(at: now)
        }
        return [cleanup.orderBridge(of: [operatorLeg.channel, hunt.attempts[helper].channel], id)]
    }

    /// Continues on the new channel of the operator's leg; nothing is playing there yet.
    private mutating func operatorGoesOn(at now: Date) -> [Action] {
        player.channelChanged()
        switch stage {
        case .reachingOperator: return operatorAnswered(at: now)
        case .findingHelper:
            // Asterisk keeps playing on the new channel, some prompts forever, and carries out no other order until it
            // is stopped.
            let stopping = player.stopSpeaking()
            let joining = joinIfReady(at: now)
            return stopping + joining + (stage == .findingHelper ? startRinging() : [])
        case .joining, .connected, .closing, .ending, .ended: return []
        }
    }

    /// Handles a phone that forwards its call before answering: follows the call or drops it.
    mutating func forwarded(
        _ channel: ChannelID, by successor: ChannelID, to number: String?, isAllowed: Bool, at now: Date
    ) -> [Action] {
        guard !owns(successor) else { return [] }
        let isTaken = number.map { takesPart($0, besides: channel) } ?? false
        if isAllowed, !isTaken, update(channel, { $0.forwarded(to: successor) }) == true {
            cleanup.add(channel)
            return []
        }
        cleanup.add(successor)
        guard case .helper(let index)? = owner(of: channel), hunt.attempts[index].isPending else {
            // The first channel has not ended yet.
            return [.hangUp(successor)]
        }
        return [.hangUp(successor)] + hunt.attempts.release(index, .declined, at: now) + ringNextHelpers(at: now)
    }

    /// Whether a helper's or supervisor's call would come to the operator, who is not their own helper, or to somebody
    /// whose phone rings for this request already.
    private func takesPart(_ number: String, besides channel: ChannelID) -> Bool {
        guard owner(of: channel) != .operator else { return false }
        return number == caller.extension
            || hunt.attempts.contains { $0.isActive && $0.extension == number && $0.channel != channel }
    }
}
