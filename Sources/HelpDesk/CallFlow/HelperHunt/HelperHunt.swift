import Foundation

/// Finding a helper: who is rung, how many at once, who is willing, and what came of it.
///
/// ``RingingOrder`` decides who comes next, ``HelperAttempt`` knows how far one helper has got. Everything that changes the
/// state is in this file, so that it can be private.
struct HelperHunt: Sendable, Equatable {
    /// The most phones that are rung for one request, over all rounds: every transition stores all attempts.
    static let mostAttempts = 200
    /// The most times that one helper is rung while the request waits.
    static let furtherAttempts = 3

    /// The request waits for the first helper who is free, all of them being on the phone.
    struct Waiting: Sendable, Codable, Equatable {
        let until: Date
        /// When it is to be looked again.
        var lookAt: Date
        /// The place in the line that the operator was told last.
        var position: Int?
    }

    /// The result of ``ringNext(_:for:at:)``.
    enum Next: Equatable {
        /// Orders to ring; none if as many phones ring as may, or if the request waits.
        case rings([CallFlow.Action])
        /// Nobody is left.
        case exhausted(Outcome)
    }

    /// What a key that a helper pressed means.
    enum Answer: Equatable {
        case nothing
        case accepts([CallFlow.Action])
        case leaves([CallFlow.Action])
    }

    /// In the order of ringing.
    private(set) var attempts: [HelperAttempt] = []
    private(set) var order = RingingOrder()
    /// Until when, and for whom, the request waits; `nil` while somebody is left to ring.
    private(set) var waiting: Waiting?
    /// Who is to be rung, is being rung, or helped.
    private(set) var manager: Candidate?
    /// How many processes have started the lookup, including this one.
    private(set) var lookups = 1
    /// Whether the PBX's events may be missed at the moment.
    private(set) var mayMissEvents = false

    /// Who has picked up and helps.
    var willing: Int? { attempts.firstIndex(where: \.isWilling) }

    /// Where the attempt stands that rings on a channel.
    func position(of channel: ChannelID) -> Int? {
        attempts.firstIndex { $0.channel == channel }
    }

    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard let position = position(of: channel) else { return nil }
        return attempts[position].updateLeg(transition)
    }
}

/// The lookup.
extension HelperHunt {
    mutating func resolved(_ ladder: Ladder) {
        order.resolved(ladder)
    }

    /// Shows who will be rung first.
    mutating func nameFirst() {
        manager = order.first
    }

    mutating func nameNobody() {
        manager = nil
    }
}

/// Ringing.
extension HelperHunt {
    /// Rings who is next, unless as many are being rung or asked at this moment as the route wants.
    ///
    /// - Parameter originator: for whom they are rung.
    mutating func ringNext(_ terms: RequestTerms, for originator: ChannelID?, at now: Date) -> Next {
        guard order.candidates != nil else { return .rings([]) }
        order.limit(to: max(0, Self.mostAttempts - attempts.count))
        if attempts.contains(where: \.isActive) {
            order.passOverAbsent()
            let isHeldUp = attempts.contains { $0.isActive && !$0.isLate }
            let next = isHeldUp ? takeBesides(terms.route) : order.takeNext(terms.route.ringing)
            return .rings(ring(next, terms, for: originator, at: now))
        }
        let ringing = terms.route.ringing
        if order.nextTaken != nil {
            // The round that they interrupt counts as the first, even if it has not begun.
            if order.round == 0 { beginRound(ringing) }
            return .rings(ring(order.takeTaker(), asTaker: true, terms, for: originator, at: now))
        }
        order.passOverAbsent()
        if order.queue.isEmpty, order.round < ringing.rounds { beginRound(ringing) }
        // Waiting comes before the overflow.
        if order.queue.isEmpty, let looking = wait(terms.route, at: now) { return .rings(looking) }
        if order.queue.isEmpty { beginRound(ringing) }
        guard !order.queue.isEmpty else { return .exhausted(outcome) }
        return .rings(ring(order.takeNext(ringing), terms, for: originator, at: now))
    }

    private mutating func beginRound(_ ringing: RingingPolicy) {
        guard attempts.count < Self.mostAttempts else { return }
        order.beginRound(of: ringing.rounds, without: declined)
    }

    /// Helpers who have declined.
    private var declined: Set<Int> {
        Set(attempts.filter { $0.report.result == .declined }.map(\.candidate))
    }

    /// Rings these candidates at once.
    private mutating func ring(
        _ ranks: [Int], asTaker: Bool = false, _ terms: RequestTerms, for originator: ChannelID?, at now: Date
    ) -> [CallFlow.Action] {
        guard !ranks.isEmpty else { return [] }
        var actions: [CallFlow.Action] = []
        for rank in ranks {
            guard let candidate = order.candidate(rank) else { continue }
            let leg = Leg(
                channel: .ofHelper(terms.id, position: attempts.count + 1), extension: candidate.extension,
                orderedAt: now)
            let attempt = HelperAttempt(leg, of: rank, isTaker: asTaker)
            attempts.append(attempt)
            order.isRung(candidate.extension)
            actions.append(Self.ring(attempt, terms, for: originator))
        }
        // Of several who ring at once the request shows the first, until one of them picks up.
        let first = attempts.first { $0.isActive && !$0.isLate } ?? attempts.first(where: \.isActive)
        manager = first.flatMap { order.candidate($0.candidate) }
        return actions
    }

    /// With `simultaneous`, who replaces those whose phones no longer ring, while the rest ring on.
    private mutating func takeBesides(_ route: Route) -> [Int] {
        let active = attempts.filter { $0.isActive && !$0.isLate }
        // Whoever has taken the request is rung alone; whoever picks up first helps, unless a key decides.
        guard route.ringing.strategy == .simultaneous, order.nextTaken == nil, let first = active.first,
            !active.contains(where: { $0.isTaker || $0.consent == .given }),
            route.acceptKey != nil || active.allSatisfy(\.isPending)
        else { return [] }
        return order.take(max(1, route.ringing.atOnce) - active.count, besides: first.candidate)
    }

    private static func ring(
        _ attempt: HelperAttempt, _ terms: RequestTerms, for originator: ChannelID?
    ) -> CallFlow.Action {
        .originate(
            CallFlow.Ring(
                channel: attempt.channel, extension: attempt.extension,
                party: .helper(skipsBusy: terms.route.ringing.skipBusy && !attempt.isTaker),
                timeoutSeconds: terms.route.ringing.timeoutSeconds,
                callerName: terms.caller.name, callerNumber: terms.caller.address.number, originator: originator))
    }

    /// A phone has not started to ring in the time in which most phones do.
    ///
    /// - Returns: whether others are rung meanwhile; otherwise the phone is given up.
    mutating func becomesLate(_ position: Int) -> Bool {
        let attempt = attempts[position]
        guard isSilent(attempt), !attempt.isLate, isSomebodyLeft(besides: attempt) else { return false }
        attempts[position].becomesLate()
        return true
    }

    /// Rings a helper whose order was not carried out.
    mutating func ringAgain(
        _ position: Int, _ terms: RequestTerms, for originator: ChannelID?, at now: Date
    ) -> [CallFlow.Action] {
        attempts[position].orderAgain(at: now)
        return [Self.ring(attempts[position], terms, for: originator)]
    }
}

/// Waiting for a helper who is on the phone.
extension HelperHunt {
    /// Starts or goes on waiting, if the route allows it and there is a helper to wait for.
    ///
    /// - Returns: `nil` if the request does not wait.
    private mutating func wait(_ route: Route, at now: Date) -> [CallFlow.Action]? {
        guard route.options.waitSeconds > 0, order.round <= route.ringing.rounds else { return nil }
        var waiting =
            waiting ?? Waiting(until: now.addingTimeInterval(TimeInterval(route.options.waitSeconds)), lookAt: now)
        self.waiting = waiting
        let awaited = awaitedHelpers(route.ringing)
        guard now < waiting.until, !awaited.isEmpty else { return nil }
        guard waiting.lookAt <= now else { return [] }
        waiting.lookAt = now.addingTimeInterval(CallFlow.Timing.look)
        self.waiting = waiting
        return [.lookForHelper(awaited)]
    }

    /// - Returns: whether the request was waiting for this helper, who is now next.
    mutating func helperIsFree(_ number: String, _ ringing: RingingPolicy) -> Bool {
        guard lookDeadline(ringing) != nil, awaitedHelpers(ringing).contains(number),
            let rank = order.rank(of: number)
        else { return false }
        order.ringNext(rank)
        return true
    }

    /// Notes the place in the waiting line that the operator is told.
    mutating func told(_ place: Int) {
        waiting?.position = place
    }
}

/// Helpers who pick up.
extension HelperHunt {
    mutating func answered(_ position: Int, _ route: Route, at now: Date) -> [CallFlow.Action] {
        attempts[position].settle(.answered, at: now)
        manager = order.candidate(attempts[position].candidate)
        // With no key to press, whoever picks up first helps.
        guard route.introducesCaller, route.acceptKey == nil else { return [] }
        return releaseOthers(than: position, at: now)
    }

    mutating func ask(_ position: Int, _ consent: HelperAttempt.Consent) {
        attempts[position].ask(consent)
    }

    /// The helper is willing: nobody else is needed.
    mutating func consents(_ position: Int, at now: Date) -> [CallFlow.Action] {
        attempts[position].ask(.given)
        manager = order.candidate(attempts[position].candidate)
        return releaseOthers(than: position, at: now)
    }

    /// A key on a helper's phone.
    mutating func pressed(_ key: Character, on channel: ChannelID, _ route: Route, at now: Date) -> Answer {
        guard let position = position(of: channel), attempts[position].isBeingAsked, let acceptKey = route.acceptKey
        else { return .nothing }
        switch String(key) {
        case acceptKey:
            let stopping = attempts[position].playback.map { [CallFlow.Action.stopPlaying($0)] } ?? []
            return .accepts(stopping + consents(position, at: now))
        case Route.declineKey:
            return .leaves(attempts[position].release(.declined, at: now))
        case Route.passOnKey:
            // Passing on is no refusal: a later round may ring them again.
            return .leaves(pressedNothing(position))
        default: return .nothing
        }
    }

    /// Nobody pressed a key, as when a voicemail picks up.
    mutating func pressedNothing(_ position: Int) -> [CallFlow.Action] {
        attempts[position].isNoAnswer()
        return attempts[position].release()
    }
}

/// Helpers who leave or are no longer needed.
extension HelperHunt {
    mutating func release(_ position: Int, _ result: RingAttempt.Result, at now: Date) -> [CallFlow.Action] {
        attempts[position].release(result, at: now)
    }

    /// Hangs up on all who match.
    mutating func release(
        _ result: RingAttempt.Result, at now: Date, where isWanted: (HelperAttempt) -> Bool
    ) -> [CallFlow.Action] {
        attempts.indices.filter { isWanted(attempts[$0]) }.flatMap { attempts[$0].release(result, at: now) }
    }

    private mutating func releaseOthers(than position: Int?, at now: Date) -> [CallFlow.Action] {
        attempts.indices.filter { $0 != position && attempts[$0].isActive }
            .flatMap { attempts[$0].isSuperseded(at: now) }
    }

    mutating func hangUp() -> [CallFlow.Action] {
        attempts.indices.flatMap { attempts[$0].release() }
    }

    /// - Returns: the attempt as it was before; `nil` if its end is already known.
    mutating func ended(_ position: Int) -> HelperAttempt? {
        let before = attempts[position]
        guard before.state != .ended else { return nil }
        attempts[position].legEnded()
        return before
    }

    /// Notes what the network has said of a phone.
    mutating func note(_ cause: HangupCause, of position: Int) {
        attempts[position].note(cause)
    }

    /// Notes why somebody is gone whom nobody has hung up on.
    mutating func settle(
        _ position: Int, _ reason: HangupReason, after before: HelperAttempt, _ route: Route, at now: Date
    ) {
        if before.state == .answered, before.consent != .given, route.acceptKey != nil {
            // They listened and pressed nothing: it may have been a voicemail.
            attempts[position].isNoAnswer()
        } else {
            // A phone that never rang is offline, whatever the PBX says.
            let result = reason == .noAnswer && isSilent(before) ? .offline : Self.result(reason)
            attempts[position].settle(before.state == .answered ? .declined : result, at: now)
        }
    }

    mutating func settle(_ position: Int, _ result: RingAttempt.Result, at now: Date) {
        attempts[position].settle(result, at: now)
    }

    /// Settles every attempt that has no result yet.
    mutating func settleOpen(at now: Date) {
        for position in attempts.indices where attempts[position].report.result == nil {
            attempts[position].settle(.cancelled, at: now)
        }
    }

    private static func result(_ reason: HangupReason) -> RingAttempt.Result {
        switch reason {
        case .normal, .noAnswer: .noAnswer
        case .busy: .busy
        case .declined: .declined
        case .offline: .offline
        case .failed: .error
        }
    }
}

/// Supervisors who take the request, and helpers who go offline.
extension HelperHunt {
    /// The supervisor is rung next, and alone.
    ///
    /// - Returns: the orders that stop the others, whose turn comes again if the supervisor does not pick up; and whether
    ///   the supervisor's phone rings already.
    mutating func taken(by supervisor: Candidate, at now: Date) -> (stopping: [CallFlow.Action], isRinging: Bool) {
        if let position = attempts.firstIndex(where: { $0.extension == supervisor.extension && $0.isActive }) {
            attempts[position].becomeTaker()
            return (interrupt(otherThan: position, at: now), true)
        }
        order.take(by: supervisor)
        return (interrupt(otherThan: nil, at: now), false)
    }

    /// Shows who has taken the request.
    mutating func name(_ supervisor: Candidate) {
        manager = supervisor
    }

    private mutating func interrupt(otherThan position: Int?, at now: Date) -> [CallFlow.Action] {
        let others = attempts.indices.filter { $0 != position && attempts[$0].isActive }
        order.putBack(others.map { attempts[$0].candidate })
        return releaseOthers(than: position, at: now)
    }

    /// - Parameter absent: all who are not online now.
    mutating func areAbsent(_ absent: [String: Presence.State]) {
        order.areAbsent(absent)
    }
}

/// Lost connections and restarts.
extension HelperHunt {
    mutating func disconnected() {
        mayMissEvents = true
    }

    mutating func reconnected() {
        mayMissEvents = false
    }

    /// The process that gave the orders is gone, and their replies with it.
    mutating func lostItsReplies() {
        mayMissEvents = true
        for position in attempts.indices { attempts[position].updateLeg { $0.lostItsReply() } }
    }

    mutating func sawReconnect(_ position: Int) {
        attempts[position].updateLeg { $0.sawReconnect() }
    }

    /// A restarted process repeats the lookup.
    ///
    /// - Parameter most: the limit; a stored count may be any number.
    mutating func looksUpAgain(most: Int) {
        lookups = min(lookups, most) + 1
    }
}
