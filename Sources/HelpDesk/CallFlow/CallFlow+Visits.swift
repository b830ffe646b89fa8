import Foundation

/// Supervisors who come to the call of operator and helper, whispering, talking along or only listening.
///
/// Each stands in a bridge of his own with a listener on the operator's side of the call, so that nothing that he does,
/// nor his leaving, touches the call itself.
extension CallFlow {
    mutating func visited(by supervisor: Candidate, _ mode: CallMode, at now: Date, _ actions: inout [Action]) {
        guard refusal(of: .visited(by: supervisor, mode)) == nil, mode.isCoaching else { return }
        if let position = visits.lastIndex(where: { $0.phone.extension == supervisor.extension && $0.isActive }) {
            return changeVisit(position, to: mode, at: now, &actions)
        }
        let phone = Leg(
            channel: .ofSupervisor(request.id, position: visits.count + 1), extension: supervisor.extension,
            orderedAt: now)
        visits.append(Visit(phone: phone, listenerMode: mode))
        request.supervisors.append(
            SupervisorVisit(extension: supervisor.extension, name: supervisor.name, mode: mode, at: now))
        // He has asked for it: his phone is rung also when he is on another call.
        actions.append(
            .originate(
                Ring(
                    channel: phone.channel, extension: phone.extension, party: .helper(skipsBusy: false),
                    timeoutSeconds: route.ringing.timeoutSeconds, callerName: caller.name,
                    callerNumber: caller.extension)))
    }

    private func bridge(ofVisit position: Int) -> BridgeID {
        .ofSupervisor(request.id, position: position + 1)
    }

    private func visit(of channel: ChannelID) -> Int? {
        visits.firstIndex { $0.legs.contains { $0.channel == channel } }
    }

    /// His phone, or one of his listeners, is there.
    mutating func visitorAnswered(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) {
        guard case .connected = stage, let position = visit(of: channel) else { return }
        if visits[position].phone.channel == channel {
            visits[position].nextListener = snoop(request.supervisors[position].mode, at: now, &actions)
            return
        }
        guard let next = visits[position].nextListener, next.channel == channel else { return }
        let former = visits[position].listener
        visits[position].listener = next
        visits[position].nextListener = nil
        visits[position].listenerMode = request.supervisors[position].mode
        // In before the other is out: he misses nothing.
        joinVisit(position, &actions)
        if let former { dismiss(former, at: now, &actions) }
    }

    private mutating func joinVisit(_ position: Int, _ actions: inout [Action]) {
        guard let listener = visits[position].listener else { return }
        visits[position].isBridged = true
        actions.append(.join([listener.channel, visits[position].phone.channel], bridge(ofVisit: position)))
    }

    private mutating func dismiss(_ listener: Leg, at now: Date, _ actions: inout [Action]) {
        formerChannels.append(listener.channel)
        sweptAt = now
        actions.append(.hangUp(listener.channel))
    }

    private mutating func changeVisit(
        _ position: Int, to mode: CallMode, at now: Date, _ actions: inout [Action]
    ) {
        guard visits[position].nextListener == nil else { return }
        guard visits[position].listener != nil else {
            // He is not there yet.
            request.supervisors[position].mode = mode
            return
        }
        guard visits[position].listenerMode != mode else { return }
        request.supervisors[position].mode = mode
        visits[position].nextListener = snoop(mode, at: now, &actions)
    }

    /// `*1`, `*2` and `*3` on his phone.
    ///
    /// - Returns: whether the phone is a supervisor's.
    mutating func visitorPressed(
        _ key: Character, on channel: ChannelID, at now: Date, _ actions: inout [Action]
    ) -> Bool {
        guard let position = visits.firstIndex(where: { $0.phone.channel == channel }) else { return false }
        guard case .connected = stage, visits[position].phone.state == .answered else { return true }
        if let mode = Self.mode(key, &visits[position].isStarPressed) {
            changeVisit(position, to: mode, at: now, &actions)
        }
        return true
    }

    /// The PBX did not take the order, or it is not known whether it did.
    ///
    /// - Returns: whether it was about a supervisor.
    mutating func visitRefused(_ channel: ChannelID, at now: Date, _ actions: inout [Action]) -> Bool {
        guard let position = visit(of: channel) else { return false }
        if visits[position].phone.channel == channel {
            if visits[position].phone.isPending { endVisit(position, .error, at: now, &actions) }
        } else if let next = visits[position].nextListener, next.channel == channel {
            dismiss(next, at: now, &actions)
            listenerFailed(position, at: now, &actions)
        }
        return true
    }

    /// - Returns: whether it was about a supervisor.
    mutating func visitEnded(
        _ channel: ChannelID, _ reason: HangupReason, at now: Date, _ actions: inout [Action]
    ) -> Bool {
        guard let position = visit(of: channel) else { return false }
        if visits[position].phone.channel == channel {
            let before = visits[position].phone.state
            visits[position].phone.state = .ended
            visits[position].phone.isJoined = false
            if before != .ended, before != .hangingUp {
                endVisit(position, before == .answered ? .left : Self.visitState(reason), at: now, &actions)
            }
            finishIfQuiet(at: now)
        } else if visits[position].listener?.channel == channel {
            // The operator's side of the call is gone, or has moved on.
            visits[position].listener = nil
            endVisit(position, .left, at: now, &actions)
        } else {
            listenerFailed(position, at: now, &actions)
        }
        return true
    }

    private static func visitState(_ reason: HangupReason) -> SupervisorVisit.State {
        switch reason {
        case .normal, .noAnswer: .noAnswer
        case .busy: .busy
        case .declined: .declined
        case .offline: .offline
        case .failed: .error
        }
    }

    /// Without a first listener he hears nothing and goes; else he stays in the mode that he had.
    private mutating func listenerFailed(_ position: Int, at now: Date, _ actions: inout [Action]) {
        visits[position].nextListener = nil
        if visits[position].listener == nil {
            endVisit(position, .error, at: now, &actions)
        } else {
            request.supervisors[position].mode = visits[position].listenerMode
        }
    }

    mutating func endVisit(
        _ position: Int, _ state: SupervisorVisit.State, at now: Date, _ actions: inout [Action]
    ) {
        settleVisit(position, state, at: now)
        leave(position, at: now, &actions)
    }

    private mutating func settleVisit(_ position: Int, _ state: SupervisorVisit.State, at now: Date) {
        switch request.supervisors[position].state {
        case .ringing: request.supervisors[position].enter(state, at: now)
        case .joined: request.supervisors[position].enter(.left, at: now)
        case .left, .noAnswer, .busy, .declined, .offline, .error, .cancelled: break
        }
    }

    /// The call is over.
    mutating func settleVisits(at now: Date) {
        for position in visits.indices { settleVisit(position, .cancelled, at: now) }
    }

    /// Hangs up on a supervisor and his listeners; nobody else notices.
    mutating func leave(_ position: Int, at now: Date, _ actions: inout [Action]) {
        for listener in [visits[position].listener, visits[position].nextListener].compactMap(\.self) {
            dismiss(listener, at: now, &actions)
        }
        visits[position].listener = nil
        visits[position].nextListener = nil
        switch visits[position].phone.state {
        case .ended: break
        case .waitingForPBX: visits[position].phone.state = .ended
        case .ordered, .unconfirmed, .originated, .ringing, .answered, .hangingUp:
            visits[position].phone.state = .hangingUp
            actions.append(.hangUp(visits[position].phone.channel))
        }
        if visits[position].isBridged {
            visits[position].isBridged = false
            actions.append(.destroy(bridge(ofVisit: position)))
        }
    }

    /// When a supervisor, or his listener, is given up.
    func visitDeadline(_ visit: Visit) -> Date? {
        if visit.phone.isPending {
            return visit.phone.orderedAt.addingTimeInterval(
                TimeInterval(route.ringing.timeoutSeconds) + Patience.ringing)
        }
        guard visit.phone.state == .answered else { return nil }
        if let next = visit.nextListener { return next.orderedAt.addingTimeInterval(Patience.answering) }
        guard let listener = visit.listener, !visit.isJoined else { return nil }
        return listener.orderedAt.addingTimeInterval(Patience.answering + Patience.joining)
    }

    mutating func visitOverdue(_ position: Int, at now: Date, _ actions: inout [Action]) {
        if visits[position].phone.isPending {
            endVisit(position, .noAnswer, at: now, &actions)
        } else if let next = visits[position].nextListener {
            dismiss(next, at: now, &actions)
            listenerFailed(position, at: now, &actions)
        } else {
            endVisit(position, .error, at: now, &actions)
        }
    }

    /// Compares what should be with what is, as for the other legs.
    mutating func reconcileVisits(_ snapshot: PBXSnapshot, at now: Date, _ actions: inout [Action]) {
        for position in visits.indices {
            // What is ordered below is newer than the snapshot.
            let listeners = [visits[position].listener, visits[position].nextListener].compactMap(\.self)
            reconcilePhone(position, snapshot, at: now, &actions)
            for leg in listeners where !isNewer(leg, than: snapshot) {
                switch snapshot.channels[leg.channel] {
                case .answered?: answered(leg.channel, at: now, &actions)
                case .ringing?, .down?: break
                // Its order may still be under way; hanging it up tells.
                case nil where leg.channel == visits[position].nextListener?.channel:
                    _ = visitRefused(leg.channel, at: now, &actions)
                case nil: _ = visitEnded(leg.channel, .normal, at: now, &actions)
                }
            }
            let bridge = bridge(ofVisit: position)
            if !visits[position].isBridged {
                if snapshot.bridges[bridge] != nil { actions.append(.destroy(bridge)) }
            } else if case .connected = stage, snapshot.bridges[bridge]?.count ?? 0 < 2 {
                joinVisit(position, &actions)
            }
        }
    }

    private mutating func reconcilePhone(
        _ position: Int, _ snapshot: PBXSnapshot, at now: Date, _ actions: inout [Action]
    ) {
        let phone = visits[position].phone
        guard !isNewer(phone, than: snapshot) else { return }
        switch snapshot.channels[phone.channel] {
        case .answered?: answered(phone.channel, at: now, &actions)
        case .ringing?: ringing(phone.channel, at: now)
        case .down?: update(phone.channel) { if $0.isUncertain { $0.state = .originated } }
        case nil:
            switch phone.state {
            case .ordered: visits[position].phone.hasSeenReconnect = true
            // He may have been rung while nobody was looking, and nobody is rung twice.
            case .unconfirmed: _ = visitRefused(phone.channel, at: now, &actions)
            case .originated, .ringing: _ = visitEnded(phone.channel, .noAnswer, at: now, &actions)
            case .answered: _ = visitEnded(phone.channel, .normal, at: now, &actions)
            case .hangingUp: actions.append(.hangUp(phone.channel))
            case .waitingForPBX, .ended: break
            }
        }
    }
}
