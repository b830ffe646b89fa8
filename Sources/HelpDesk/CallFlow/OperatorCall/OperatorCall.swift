import Foundation

/// The operator's side: their own phone, the call with which they dialled the request code, or a listener on the call
/// that they have with the customer.
///
/// With a live call the operator's leg is a listener on it: prompts that are played to it are heard by the operator
/// alone, it ends with the call, and hanging it up leaves the call as it is.
struct OperatorCall: Sendable, Equatable {
    private(set) var leg: Leg
    /// Whether it is still to be known on which call the operator is talking.
    private(set) var seeksLiveCall: Bool
    /// The operator's call with the customer, which is only listened to; never ours to hang up.
    private(set) var liveCall: ChannelID?
    /// The call with which an operator has asked for somebody to come to their live call.
    private(set) var noticeChannel: ChannelID?
    private(set) var answeredAt: Date?
    /// Why it is another kind of call than the one that was asked for.
    private(set) var fallback: ModeFallback?

    /// - Parameter arrivedOn: the operator's own call to the request code; `nil` when their phone is to be rung.
    init(_ request: HelpRequest, _ caller: Operator, arrivedOn: ChannelID?) {
        seeksLiveCall = request.mode.isCoaching
        // Where a live call is sought there is no leg yet: the operator's own phone is not rung.
        let state: Leg.State = arrivedOn != nil ? .ringing : seeksLiveCall ? .ended : .ordered
        leg = Leg(
            channel: arrivedOn ?? .ofOperator(request.id), extension: caller.extension, orderedAt: request.createdAt,
            state: state)
        fallback = request.fallback
    }

    /// Whether the operator's leg is, or will be, a listener on their live call.
    var isCoaching: Bool { liveCall != nil }

    /// Where the operator hears prompts.
    var promptChannel: ChannelID { noticeChannel ?? leg.channel }

    /// What somebody has to listen to who wants to hear the operator.
    var audibleChannel: ChannelID { liveCall ?? leg.channel }

    /// For whom helpers are rung; `nil` where they come to the live call.
    var originator: ChannelID? { isCoaching || seeksLiveCall ? nil : leg.channel }

    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        leg.channel == channel ? transition(&leg) : nil
    }
}

/// Reaching the operator.
extension OperatorCall {
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
                callerNumber: terms.route.code, autoAnswer: terms.route.options.autoAnswer))
    }

    /// Gives the order once more that has not been carried out. Ringing the operator's own phone again does no harm:
    /// they asked for it.
    mutating func orderAgain(_ terms: RequestTerms, at now: Date) -> [CallFlow.Action] {
        leg = Leg(channel: leg.channel, extension: leg.extension, orderedAt: now)
        return [liveCall.map { .snoop($0, as: leg.channel, .whisper) } ?? ring(terms)]
    }

    mutating func answered(at now: Date) {
        answeredAt = now
    }

    /// - Returns: whether that is news.
    mutating func ended() -> Bool {
        guard leg.state != .ended else { return false }
        leg.ended()
        return true
    }

    mutating func lostItsReply() {
        leg.lostItsReply()
    }

    mutating func sawReconnect() {
        leg.sawReconnect()
    }

    mutating func hangUp() -> [CallFlow.Action] {
        leg.hangUp()
    }

    /// When the operator, or the listener, is given up.
    func deadline(_ terms: RequestTerms) -> Date {
        if seeksLiveCall, !terms.isDialled { return terms.expiresAt }
        if isCoaching { return listenerDeadline ?? terms.expiresAt }
        if terms.isDialled { return leg.orderedAt.addingTimeInterval(CallFlow.Patience.answering) }
        if leg.state == .waitingForPBX { return terms.expiresAt }
        return leg.orderedAt.addingTimeInterval(
            TimeInterval(terms.route.ringing.operatorSeconds) + CallFlow.Patience.ringing)
    }

    /// When a listener that does not come is given up.
    var listenerDeadline: Date? {
        guard isCoaching, leg.isPending, leg.state != .waitingForPBX else { return nil }
        return leg.orderedAt.addingTimeInterval(CallFlow.Patience.answering)
    }
}

/// The operator's live call.
extension OperatorCall {
    func seek(_ terms: RequestTerms) -> CallFlow.Action {
        .findLiveCall(terms.caller.extension, apartFrom: terms.isDialled ? [leg.channel] : [])
    }

    /// The operator's phone takes no second call: the helper may come to the one they have.
    ///
    /// - Returns: nothing when that is not tried.
    mutating func turnToLiveCall(_ mode: CallMode, _ terms: RequestTerms) -> [CallFlow.Action]? {
        // With the customer on hold, a whisper on that call was only the second choice.
        guard !terms.isDialled, !seeksLiveCall, liveCall == nil, mode == .consult,
            fallback == nil || fallback == .customerOnHold, terms.route.options.whenOperatorBusy == .whisper
        else { return nil }
        fallback = .operatorBusy
        seeksLiveCall = true
        return [seek(terms)]
    }

    /// The operator's leg is a listener on this call from now on.
    ///
    /// - Returns: the channel that the operator had before, to be followed to its end.
    mutating func found(_ call: ChannelID, _ listener: Leg, _ terms: RequestTerms) -> ChannelID? {
        seeksLiveCall = false
        liveCall = call
        // Where they have dialled they hear that help is on its way, and go back to their customer.
        if terms.isDialled, leg.isActive { noticeChannel = leg.channel }
        leg = listener
        return noticeChannel
    }

    /// What becomes of an operator who has no live call in which they would hear anybody.
    enum WithoutLiveCall {
        /// Their phone is rung.
        case rings([CallFlow.Action])
        /// They are on the line already, or nearly so.
        case isThere
        case isGone
        /// Their phone was busy, and now there is no call on it: nothing is left to be tried.
        case busyAfterAll
    }

    mutating func foundNone(_ terms: RequestTerms, _ reason: ModeFallback, at now: Date) -> WithoutLiveCall {
        seeksLiveCall = false
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

    /// Another listener takes the leg's place.
    ///
    /// - Returns: the channel of the one before.
    mutating func changeListener(to listener: Leg) -> ChannelID {
        defer { leg = listener }
        return leg.channel
    }

    /// They know that help is on its way, or never will hear it.
    mutating func dismissNotice() -> [CallFlow.Action] {
        defer { noticeChannel = nil }
        return noticeChannel.map { [.hangUp($0)] } ?? []
    }

    mutating func noticeEnded(_ channel: ChannelID) {
        if channel == noticeChannel { noticeChannel = nil }
    }
}

extension OperatorCall: Encodable {
    private enum CodingKeys: String, CodingKey {
        case leg = "operatorLeg"
        case answeredAt = "operatorAnsweredAt"
        case seeksLiveCall, liveCall, noticeChannel
    }

    /// The fallback stands in the request. What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        leg = try container.decode(Leg.self, forKey: .leg)
        seeksLiveCall = try container.decodeIfPresent(Bool.self, forKey: .seeksLiveCall) ?? false
        liveCall = try container.decodeIfPresent(ChannelID.self, forKey: .liveCall)
        noticeChannel = try container.decodeIfPresent(ChannelID.self, forKey: .noticeChannel)
        answeredAt = try container.decodeIfPresent(Date.self, forKey: .answeredAt)
        fallback = request.fallback
    }
}
