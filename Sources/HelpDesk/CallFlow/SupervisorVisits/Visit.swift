import Foundation

/// A supervisor on the connected call: their phone and their own listener on the operator's side of the call, in a
/// bridge of the two.
struct Visit: Sendable, Encodable, Equatable {
    /// The result of a transition: orders, and channels and bridges for the cleanup.
    struct Change: Sendable, Equatable {
        var actions: [CallFlow.Action] = []
        /// Channels that are being hung up.
        var dismissed: [ChannelID] = []
        /// Bridges that are being destroyed.
        var destroyed: [BridgeID] = []

        static func + (one: Change, other: Change) -> Change {
            Change(
                actions: one.actions + other.actions, dismissed: one.dismissed + other.dismissed,
                destroyed: one.destroyed + other.destroyed)
        }
    }

    private(set) var phone: Leg
    /// The listener through which the supervisor hears, and is heard.
    private(set) var listener: Leg?
    /// The mode of the listener.
    private(set) var listenerMode: CallMode
    /// The first listener, or one in another mode, before it answers.
    private(set) var nextListener: Leg?
    /// The mode of the next listener; the supervisor may want another mode by now.
    private(set) var nextListenerMode: CallMode?
    /// Whether a bridge of the two may exist.
    private(set) var isBridged = false
    private(set) var keypad = ModeKeypad()
    /// The public part of the visit.
    private(set) var report: SupervisorVisit

    var legs: [Leg] { [phone, listener, nextListener].compactMap(\.self) }
    var listeners: [Leg] { [listener, nextListener].compactMap(\.self) }

    /// Whether the supervisor is on the line or may still answer.
    var isActive: Bool { phone.isActive }

    /// Whether the PBX joined the supervisor and the listener.
    var isJoined: Bool { phone.isJoined && phone.state == .answered && listener?.isJoined == true }

    /// Changes the visit's leg that has this channel, if any.
    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        if phone.channel == channel { return transition(&phone) }
        if var leg = listener, leg.channel == channel {
            defer { listener = leg }
            return transition(&leg)
        }
        if var leg = nextListener, leg.channel == channel {
            defer { nextListener = leg }
            return transition(&leg)
        }
        return nil
    }

    /// The time limit for reaching the supervisor or the listener.
    func deadline(_ terms: RequestTerms) -> Date? {
        if phone.isPending {
            return phone.orderedAt.addingTimeInterval(
                TimeInterval(terms.route.ringing.timeoutSeconds) + CallFlow.Timing.ringing)
        }
        guard phone.state == .answered else { return nil }
        if let next = nextListener { return next.orderedAt.addingTimeInterval(CallFlow.Timing.answering) }
        guard let listener, !isJoined else { return nil }
        return listener.orderedAt.addingTimeInterval(CallFlow.Timing.answering + CallFlow.Timing.joining)
    }
}

/// Joining, and changing the mode.
extension Visit {
    init(phone: Leg, _ report: SupervisorVisit) {
        self.init(phone: phone, listenerMode: report.mode, report: report)
    }

    /// Creates a listener on the operator's side of the call.
    mutating func listen(
        to call: ChannelID, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> Change {
        let (leg, order) = listeners.make(on: call, report.mode, terms, at: now)
        nextListener = leg
        nextListenerMode = report.mode
        return Change(actions: [order])
    }

    /// Replaces the former listener with the new one, which has answered.
    mutating func takeListener(
        _ bridge: BridgeID, on call: ChannelID, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> Change {
        guard let next = nextListener else { return Change() }
        let mode = nextListenerMode ?? report.mode
        nextListener = nil
        nextListenerMode = nil
        // The supervisor wants another mode now: in this mode they might be heard by people who should not hear them.
        guard mode == report.mode else {
            let wanted =
                listener != nil && listenerMode == report.mode ? Change() : listen(to: call, terms, &listeners, at: now)
            return Self.dismiss(next) + wanted
        }
        let former = listener
        listener = next
        listenerMode = mode
        // Join the new listener first, so that nothing is missed.
        let joining = Change(actions: join(bridge))
        return former.map { joining + Self.dismiss($0) } ?? joining
    }

    mutating func join(_ bridge: BridgeID) -> [CallFlow.Action] {
        guard let listener else { return [] }
        isBridged = true
        return [.join([listener.channel, phone.channel], bridge)]
    }

    /// Records that the visit is joined, once the PBX has put both channels into the bridge.
    mutating func noteJoined(at now: Date) {
        if isJoined { report.enter(.joined, at: now) }
    }

    mutating func changeMode(
        to mode: CallMode, on call: ChannelID, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> Change {
        report.mode = mode
        // Of several changes in a row the last one counts: it is made once the pending listener has answered.
        guard nextListener == nil, listener != nil, listenerMode != mode else { return Change() }
        return listen(to: call, terms, &listeners, at: now)
    }

    /// - Returns: the mode that the key selects.
    mutating func pressed(_ key: Character) -> CallMode? {
        keypad.press(key)
    }

    private static func dismiss(_ listener: Leg) -> Change {
        Change(actions: [.hangUp(listener.channel)], dismissed: [listener.channel])
    }
}

/// Leaving.
extension Visit {
    /// Hangs up on the supervisor and their listeners; nobody else notices.
    mutating func leave(_ bridge: BridgeID) -> Change {
        var change = listeners.map(Self.dismiss).reduce(Change(), +)
        listener = nil
        nextListener = nil
        nextListenerMode = nil
        change.actions += phone.hangUp()
        if isBridged {
            isBridged = false
            change.actions.append(.destroy(bridge))
            change.destroyed.append(bridge)
        }
        return change
    }

    mutating func end(_ state: SupervisorVisit.State, _ bridge: BridgeID, at now: Date) -> Change {
        settle(state, at: now)
        return leave(bridge)
    }

    /// Records how the visit ended, unless that is known; a supervisor who had joined left.
    mutating func settle(_ state: SupervisorVisit.State, at now: Date) {
        switch report.state {
        case .ringing: report.enter(state, at: now)
        case .joined: report.enter(.left, at: now)
        case .left, .noAnswer, .busy, .declined, .offline, .error, .cancelled: break
        }
    }

    mutating func phoneEnded(_ reason: HangupReason, _ bridge: BridgeID, at now: Date) -> Change {
        let before = phone.state
        phone.ended()
        guard before != .ended, before != .hangingUp else { return Change() }
        return end(before == .answered ? .left : SupervisorVisit.State(reason), bridge, at: now)
    }

    /// Ends the visit, since the operator's side of the call is gone or was transferred.
    mutating func listenerEnded(_ bridge: BridgeID, at now: Date) -> Change {
        listener = nil
        return end(.left, bridge, at: now)
    }

    /// Ends the visit if it has no listener; otherwise it continues in the former mode.
    mutating func nextListenerFailed(_ bridge: BridgeID, at now: Date) -> Change {
        nextListener = nil
        nextListenerMode = nil
        guard listener == nil else {
            report.mode = listenerMode
            return Change()
        }
        return end(.error, bridge, at: now)
    }

    /// Hangs up the new listener, since its order may still be carried out.
    mutating func giveUpNextListener(_ bridge: BridgeID, at now: Date) -> Change {
        guard let next = nextListener else { return Change() }
        return Self.dismiss(next) + nextListenerFailed(bridge, at: now)
    }

    mutating func expire(_ bridge: BridgeID, at now: Date) -> Change {
        if phone.isPending { return end(.noAnswer, bridge, at: now) }
        return nextListener == nil ? end(.error, bridge, at: now) : giveUpNextListener(bridge, at: now)
    }
}
