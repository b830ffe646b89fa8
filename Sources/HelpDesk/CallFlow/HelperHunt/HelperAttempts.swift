import Foundation

/// All attempts to ring helpers for one request, in the order of ringing.
///
/// All code that changes an attempt is in this file, so that the list can be private.
struct HelperAttempts: Sendable, Equatable {
    /// The maximum number of phones rung for one request, over all rounds: every transition stores all attempts.
    static let maximumCount = 200

    private var all: [HelperAttempt]
    /// Whether the PBX's events may be missed at the moment.
    private(set) var mayMissEvents: Bool

    init(_ stored: [HelperAttempt] = [], mayMissEvents: Bool = false) {
        all = stored
        self.mayMissEvents = mayMissEvents
    }
}

extension HelperAttempts: RandomAccessCollection {
    var startIndex: Int { all.startIndex }
    var endIndex: Int { all.endIndex }

    subscript(index: Int) -> HelperAttempt { all[index] }

    /// Returns the index of the attempt that rings on a channel.
    func index(on channel: ChannelID) -> Int? {
        all.firstIndex { $0.channel == channel }
    }

    /// The index of the attempt whose helper agreed to help.
    var willing: Int? { all.firstIndex(where: \.isWilling) }

    /// The first active attempt, preferably not a late one.
    var firstActive: HelperAttempt? {
        all.first { $0.isActive && !$0.isLate } ?? all.first(where: \.isActive)
    }

    /// The ranks of those who declined.
    var declined: Set<Int> {
        Set(all.filter { $0.report.result == .declined }.map(\.candidate))
    }

    /// The reason why nobody helped; `nil` if nobody was rung.
    var outcome: Outcome? {
        let results = Set(all.compactMap(\.report.result))
        if results.isEmpty { return nil }
        let answered = all.filter { $0.report.result == .answered }
        if !answered.isEmpty, answered.allSatisfy(\.couldNotBeJoined) { return .pbxError }
        if !results.isDisjoint(with: [.noAnswer, .declined, .answered, .cancelled]) { return .noAnswer }
        if results.contains(.busy) { return .busy }
        if results.contains(.offline) { return .offline }
        return .pbxError
    }

    /// Whether a phone is registered and idle but does not ring: it has to be woken up, or it is dead.
    func isSilent(_ attempt: HelperAttempt) -> Bool {
        attempt.state == .originated && attempt.leg.isPhone && !mayMissEvents
    }
}

/// Ringing.
extension HelperAttempts {
    mutating func append(_ leg: Leg, of rank: Int, isTaker: Bool) -> HelperAttempt {
        let attempt = HelperAttempt(leg, of: rank, isTaker: isTaker)
        all.append(attempt)
        return attempt
    }

    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard let index = index(on: channel) else { return nil }
        return all[index].updateLeg(transition)
    }

    mutating func becomesLate(_ index: Int) {
        all[index].becomesLate()
    }

    mutating func becomeTaker(_ index: Int) {
        all[index].becomeTaker()
    }

    /// Repeats an order that was not carried out.
    mutating func orderAgain(_ index: Int, at now: Date) {
        all[index].orderAgain(at: now)
    }

    mutating func ask(_ index: Int, _ consent: HelperAttempt.Consent) {
        all[index].ask(consent)
    }
}

/// Helpers who leave or are no longer needed.
extension HelperAttempts {
    mutating func release(_ index: Int, _ result: RingAttempt.Result, at now: Date) -> [CallFlow.Action] {
        all[index].release(result, at: now)
    }

    /// Hangs up on a helper whom the PBX could not join with the operator.
    mutating func joinFailed(_ index: Int, at now: Date) -> [CallFlow.Action] {
        all[index].joinFailed()
        return all[index].release(.error, at: now)
    }

    /// Hangs up on all matching helpers.
    mutating func release(
        _ result: RingAttempt.Result, at now: Date, where isWanted: (HelperAttempt) -> Bool
    ) -> [CallFlow.Action] {
        indices.filter { isWanted(all[$0]) }.flatMap { all[$0].release(result, at: now) }
    }

    mutating func releaseOthers(than index: Int?, at now: Date) -> [CallFlow.Action] {
        indices.filter { $0 != index && all[$0].isActive }.flatMap { all[$0].supersede(at: now) }
    }

    /// Hangs up on a helper who did not decide, as when a voicemail picks up.
    mutating func pressedNothing(_ index: Int) -> [CallFlow.Action] {
        all[index].recordNoAnswer()
        return all[index].release()
    }

    mutating func hangUp() -> [CallFlow.Action] {
        indices.flatMap { all[$0].release() }
    }

    /// - Returns: the attempt as it was before; `nil` if its end is already known.
    mutating func ended(_ index: Int) -> HelperAttempt? {
        let before = all[index]
        guard before.state != .ended else { return nil }
        all[index].legEnded()
        return before
    }

    /// Records the network's cause for a phone.
    mutating func note(_ cause: HangupCause, of index: Int) {
        all[index].note(cause)
    }

    /// Records why a helper's leg ended when nobody hung up on them.
    mutating func settle(
        _ index: Int, _ reason: HangupReason, after before: HelperAttempt, _ route: Route, at now: Date
    ) {
        if before.state == .answered, before.consent != .given, route.acceptKey != nil {
            // They listened and pressed nothing: it may have been a voicemail.
            all[index].recordNoAnswer()
        } else {
            // A phone that never rang is offline, unless it refused the call.
            let isOffline = reason == .noAnswer && isSilent(before) && !hasRefused(index, route, at: now)
            let result = isOffline ? .offline : RingAttempt.Result(reason)
            let hasDeclined = before.state == .answered || Self.isRejected(before, reason)
            all[index].settle(hasDeclined ? .declined : result, at: now)
        }
    }

    /// Whether somebody rejected the call by hand: most phones then report *busy* (486).
    ///
    /// An outside number or a dialplan may be busy after a ringing tone of its own.
    private static func isRejected(_ before: HelperAttempt, _ reason: HangupReason) -> Bool {
        reason == .busy && before.state == .ringing && before.leg.isPhone
    }

    /// Whether a phone answered that it takes no calls now (480, *do not disturb*): cause 19, which Asterisk 22 also
    /// reports if the ringing timed out (Asterisk 16 reports 0; an unresponsive phone is 18 in both; measured).
    private func hasRefused(_ index: Int, _ route: Route, at now: Date) -> Bool {
        all[index].report.cause?.q850 == 19
            && now < all[index].orderedAt.addingTimeInterval(TimeInterval(route.ringing.timeoutSeconds))
    }

    mutating func settle(_ index: Int, _ result: RingAttempt.Result, at now: Date) {
        all[index].settle(result, at: now)
    }

    /// Settles every attempt without a result.
    mutating func settleOpen(at now: Date) {
        for index in indices where all[index].report.result == nil { all[index].settle(.cancelled, at: now) }
    }
}

/// Lost connections and restarts.
extension HelperAttempts {
    mutating func disconnected() {
        mayMissEvents = true
    }

    mutating func reconnected() {
        mayMissEvents = false
    }

    /// Shortens the wait for the end of an introduction that was being played.
    mutating func eventsWereMissed(_ player: inout PromptPlayer) {
        for index in indices {
            guard case .hearing(let playback, let until) = all[index].consent else { continue }
            all[index].ask(.hearing(playback, until: player.end(of: playback, expectedBy: until)))
        }
    }

    /// Marks the replies as lost, since the process that gave the orders is gone.
    mutating func loseReplies() {
        mayMissEvents = true
        for index in indices { all[index].updateLeg { $0.loseReply() } }
    }

    mutating func sawReconnect(_ index: Int) {
        all[index].updateLeg { $0.sawReconnect() }
    }
}
