import Foundation

/// The operator's side: their own phone, their call to the request code, or a listener on their call with the customer.
///
/// On a live call the operator's leg is that listener: only the operator hears prompts that are played to it, it ends
/// with the call, and hanging it up does not affect the call.
struct OperatorCall: Sendable, Equatable {
    private(set) var leg: Leg
    private(set) var customerCall: CustomerCall
    private(set) var answeredAt: Date?
    /// Their call to the request code, kept after its end: a transfer of their customer to it may be reported later.
    private(set) var dialledChannel: ChannelID?
    /// Why the mode is not the requested one.
    private(set) var fallback: ModeFallback?

    /// Whether the operator's live call is still being looked for.
    var seeksLiveCall: Bool { customerCall.isSought }

    /// Their live call, if it was found on hold.
    var heldCall: HeldCall? { customerCall.held }

    /// The operator's call with the customer, which is only listened to.
    var liveCall: ChannelID? { customerCall.channel }

    /// The operator's call to the request code, if the helper is to join their live call.
    var noticeChannel: ChannelID? { customerCall.notice }

    /// Whether the operator's leg is, or will be, a listener on their live call.
    var isCoaching: Bool { liveCall != nil }

    /// The channel that plays prompts to the operator.
    var promptChannel: ChannelID { noticeChannel ?? leg.channel }

    /// Whether a prompt can be played to them now.
    var canBeTold: Bool { noticeChannel != nil || leg.state == .answered }

    /// The channel to listen to in order to hear the operator.
    var audibleChannel: ChannelID { liveCall ?? leg.channel }

    /// The channel on whose behalf helpers are rung; `nil` if they join the live call.
    var originator: ChannelID? { isCoaching || seeksLiveCall ? nil : leg.channel }

    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        leg.channel == channel ? transition(&leg) : nil
    }
}

/// Reaching the operator.
extension OperatorCall {
    /// - Parameter arrivedOn: the operator's own call to the request code; `nil` if their phone is rung.
    init(_ request: HelpRequest, _ caller: Operator, arrivedOn: ChannelID?) {
        let isSought = request.mode.isCoaching
        // While a live call is looked for, no leg exists yet: the operator's phone is not rung.
        let state: Leg.State = arrivedOn != nil ? .ringing : isSought ? .ended : .ordered
        let leg = Leg(
            channel: arrivedOn ?? .ofOperator(request.id), extension: caller.extension, orderedAt: request.createdAt,
            state: state)
        self.init(
            leg: leg, customerCall: isSought ? .sought : .notWanted, dialledChannel: arrivedOn,
            fallback: request.fallback)
    }

    func start(_ terms: RequestTerms) -> [CallFlow.Action] {
        var actions: [CallFlow.Action] = []
        if terms.isDialled { actions.append(.answer(leg.channel)) }
        if seeksLiveCall { actions.append(seek(terms)) }
        if !terms.isDialled, !seeksLiveCall { actions.append(ring(terms)) }
        return actions
    }

    private func ring(_ terms: RequestTerms) -> CallFlow.Action {
        .originate(
            CallFlow.Ring(
                channel: leg.channel, extension: leg.extension, party: .operator,
                timeoutSeconds: terms.route.ringing.operatorSeconds, callerName: terms.displayName,
                callerNumber: terms.route.dialledCode, autoAnswer: terms.route.options.autoAnswer))
    }

    /// Repeats an order that was not carried out.
    ///
    /// Ringing the operator's own phone again is harmless: they asked for it.
    mutating func orderAgain(_ terms: RequestTerms, at now: Date) -> [CallFlow.Action] {
        leg = Leg(channel: leg.channel, extension: leg.extension, orderedAt: now)
        return [liveCall.map { .snoop($0, as: leg.channel, .whisper) } ?? ring(terms)]
    }

    /// Repeats the order to answer the call that they dialled.
    mutating func answerAgain(at now: Date) -> [CallFlow.Action] {
        if noticeChannel == nil, leg.state == .ringing {
            leg = Leg(channel: leg.channel, extension: leg.extension, orderedAt: now, state: .ringing)
        }
        return [.answer(promptChannel)]
    }

    mutating func answered(at now: Date) {
        answeredAt = now
    }

    /// - Returns: `false` if the end was already known.
    mutating func ended() -> Bool {
        guard leg.state != .ended else { return false }
        leg.ended()
        return true
    }

    mutating func loseReply() {
        leg.loseReply()
    }

    mutating func sawReconnect() {
        leg.sawReconnect()
    }

    mutating func hangUp() -> [CallFlow.Action] {
        leg.hangUp()
    }
}

/// The operator's live call.
extension OperatorCall {
    func seek(_ terms: RequestTerms) -> CallFlow.Action {
        .findLiveCall(terms.caller.extension, apartFrom: terms.isDialled ? [leg.channel] : [])
    }

    /// Looks for the operator's current call, which the helper may join, since their phone accepts no second call.
    ///
    /// - Returns: `nil` if that is not tried.
    mutating func turnToLiveCall(_ mode: CallMode, _ terms: RequestTerms) -> [CallFlow.Action]? {
        let wants =
            switch fallback {
            case nil: terms.route.options.whenOperatorBusy == .whisper
            // Whispering was requested, and is only the second choice for now.
            case .customerOnHold, .customerSilent: true
            // They are on a call after all: it began later, or the PBX could not be asked when it was looked for.
            case .noLiveCall: true
            case .unsupported, .operatorBusy: false
            }
        guard wants, !terms.isDialled, customerCall == .notWanted, mode == .consult else { return nil }
        fallback = .operatorBusy
        customerCall = .sought
        return [seek(terms)]
    }

    /// Makes the operator's leg a listener on this call.
    ///
    /// - Returns: the channel that the operator had before, for the cleanup.
    mutating func found(_ call: ChannelID, _ listener: Leg, _ terms: RequestTerms) -> ChannelID? {
        // On the call that they dialled they hear that help is on its way, and go back to their customer.
        customerCall = .listenedTo(call, notice: terms.isDialled && leg.isActive ? leg.channel : nil)
        let former = leg.state == .ended ? nil : leg.channel
        leg = listener
        return former
    }

    /// The call that they dialled in addition to the call with their customer, even if it is over.
    var dialledBesideCustomer: ChannelID? { customerCall == .notWanted ? nil : dialledChannel }

    /// Records that their live call is on hold.
    mutating func foundHeld(_ call: ChannelID, at now: Date) {
        customerCall = .onHold(HeldCall(call, at: now))
    }

    /// Records that their call on hold was not found.
    ///
    /// - Returns: whether the call is over. A single miss may be a transfer to us that is about to be reported.
    mutating func missedHeldCall(_ call: HeldCall, at now: Date) -> Bool {
        if call.isMissing { return true }
        customerCall = .onHold(HeldCall(call.channel, isMissing: true, at: now))
        return false
    }

    /// Handles the loss of the listener on their call while they are still on the call that they dialled: their call is
    /// over, or they are just transferring it to us, which may be reported later.
    ///
    /// - Parameter channels: the channels that are being hung up.
    /// - Returns: whether that is the case; their call is then looked for once more.
    mutating func lostListener(whileEnding channels: [ChannelID], at now: Date) -> Bool {
        guard case .listenedTo(let call, let notice) = customerCall, let dialledChannel,
            notice != nil || channels.contains(dialledChannel)
        else { return false }
        leg = Leg(
            channel: dialledChannel, extension: leg.extension, orderedAt: now,
            state: notice == nil ? .hangingUp : .answered)
        customerCall = .onHold(HeldCall(call, isMissing: true, at: now))
        return true
    }

    /// Checks whether their call is still on hold, or looks for a call if none is known.
    mutating func lookAgain(_ terms: RequestTerms, at now: Date) -> CallFlow.Action {
        guard case .onHold(var call) = customerCall else { return seek(terms) }
        call.isAsked(at: now)
        customerCall = .onHold(call)
        return .lookAtLiveCall(call.channel)
    }

    /// Continues the call that they dialled as a call of the customer, whom they transferred to it.
    ///
    /// - Returns: the listener on the call that is over, if there was one.
    mutating func transferred(to successor: ChannelID, at now: Date) -> Leg? {
        let listener = isCoaching ? leg : nil
        leg = Leg(channel: successor, extension: leg.extension, orderedAt: now, state: .answered)
        customerCall = .notWanted
        fallback = .noLiveCall
        return listener
    }

    /// The next step for an operator who has no live call to whisper on.
    enum WithoutLiveCall {
        /// Their phone is rung.
        case rings([CallFlow.Action])
        /// They are already on the line, or about to be.
        case isThere
        case isGone
        /// Their phone was busy, but has no call: nothing is left to try.
        case busyAfterAll
    }

    mutating func foundNone(_ terms: RequestTerms, _ reason: ModeFallback, at now: Date) -> WithoutLiveCall {
        customerCall = .notWanted
        if fallback == .operatorBusy {
            fallback = nil
            return .busyAfterAll
        }
        fallback = reason
        guard terms.isDialled else {
            leg = Leg(channel: .ofOperator(terms.id), extension: terms.caller.extension, orderedAt: now)
            return .rings([ring(terms)])
        }
        return leg.state == .ended ? .isGone : .isThere
    }

    /// Replaces the leg with another listener.
    ///
    /// - Returns: the former listener's channel.
    mutating func changeListener(to listener: Leg) -> ChannelID {
        defer { leg = listener }
        return leg.channel
    }

    /// Ends the operator's call to the request code: they heard that help is on its way, or never will.
    mutating func dismissNotice() -> [CallFlow.Action] {
        if heldCall != nil { return leg.hangUp() }
        defer { customerCall.endNotice() }
        return noticeChannel.map { [.hangUp($0)] } ?? []
    }

    mutating func noticeEnded(_ channel: ChannelID) {
        if channel == noticeChannel { customerCall.endNotice() }
    }
}
