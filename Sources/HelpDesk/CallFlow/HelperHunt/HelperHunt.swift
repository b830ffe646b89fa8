import Foundation

/// Finding a helper: who is rung, how many at once, who is willing, and what came of it.
///
/// All that changes its state is in this file, since nobody else may; who comes next is decided by ``RingingOrder``, and how
/// far one helper has come by ``HelperAttempt``.
struct HelperHunt: Sendable, Equatable {
    /// How many phones are rung for one request at the most, over all rounds: each attempt is written with every
    /// transition.
    static let mostAttempts = 200
    /// How often one helper is rung while the request waits, at the most.
    static let furtherAttempts = 3

    /// The request waits for the first helper who is free, all of them being on the phone.
    struct Waiting: Sendable, Codable, Equatable {
        let until: Date
        /// When it is to be looked again.
        var lookAt: Date
        /// The place in the line that the operator was told last.
        var position: Int?
    }

    /// What comes of looking who is rung next.
    enum Next: Equatable {
        /// They are rung; nobody where as many are rung as may be, or the request waits.
        case rings([CallFlow.Action])
        /// Nobody is left.
        case exhausted(Outcome)
    }

    /// What comes of a key.
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
    /// How many processes have begun to ask the sources, this one included.
    private(set) var lookups = 1
    /// Whether what happens on the PBX may go unseen at the moment.
    private(set) var isBlind = false

    /// Who has picked up and helps.
    var willing: Int? { attempts.firstIndex(where: \.isWilling) }

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

    /// Says who will be rung first.
    mutating func nameFirst() {
        manager = order.first
    }

    /// Nobody helps, or nobody did.
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
            // What they interrupt is the first round, even if it has not begun.
            if order.round == 0 { beginRound(ringing) }
            return .rings(ring(order.takeTaker(), asTaker: true, terms, for: originator, at: now))
        }
        order.passOverAbsent()
        if order.queue.isEmpty, order.round < ringing.rounds { beginRound(ringing) }
        // Before the request goes elsewhere.
        if order.queue.isEmpty, let looking = wait(terms.route, at: now) { return .rings(looking) }
        if order.queue.isEmpty { beginRound(ringing) }
        guard !order.queue.isEmpty else { return .exhausted(outcome) }
        return .rings(ring(order.takeNext(ringing), terms, for: originator, at: now))
    }

    private mutating func beginRound(_ ringing: RingingPolicy) {
        guard attempts.count < Self.mostAttempts else { return }
        order.beginRound(of: ringing.rounds, without: declined)
    }

    /// Those who have said no.
    private var declined: Set<Int> {
        Set(attempts.filter { $0.report.result == .declined }.map(\.candidate))
    }

    /// Rings these candidates at once.
    private mutating func ring(
        _ positions: [Int], asTaker: Bool = false, _ terms: RequestTerms, for originator: ChannelID?, at now: Date
    ) -> [CallFlow.Action] {
        guard !positions.isEmpty else { return [] }
        var actions: [CallFlow.Action] = []
        for position in positions {
            guard let candidate = order.candidate(position) else { continue }
            let leg = Leg(
                channel: .ofHelper(terms.id, position: attempts.count + 1), extension: candidate.extension,
                orderedAt: now)
            let attempt = HelperAttempt(leg, of: position, isTaker: asTaker)
            attempts.append(attempt)
            order.isRung(candidate.extension)
            actions.append(Self.ring(attempt, terms, for: originator))
        }
        // Of several who are rung at once the first one stands for all, until one of them picks up.
        let first = attempts.first { $0.isActive && !$0.isLate } ?? attempts.first(where: \.isActive)
        manager = first.flatMap { order.candidate($0.candidate) }
        return actions
    }

    /// With `simultaneous`, those who are rung in the place of others who have fallen away, while the rest rings on.
    private mutating func takeBesides(_ route: Route) -> [Int] {
        let active = attempts.filter { $0.isActive && !$0.isLate }
        // Who has taken the request is rung alone, and who has picked up first is the one, unless a key decides.
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
                callerName: terms.caller.name, callerNumber: terms.caller.extension, originator: originator))
    }

    /// A phone does not ring in the time in which most phones do.
    ///
    /// - Returns: whether others are rung meanwhile, rather than that phone given up.
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

/// Waiting for somebody who is on the phone.
extension HelperHunt {
    /// Begins to wait, if the route waits and somebody is worth it.
    ///
    /// - Returns: nothing when it does not wait, neither from now on nor still.
    private mutating func wait(_ route: Route, at now: Date) -> [CallFlow.Action]? {
        guard route.options.waitSeconds > 0, order.round <= route.ringing.rounds else { return nil }
        var waiting =
            waiting ?? Waiting(until: now.addingTimeInterval(TimeInterval(route.options.waitSeconds)), lookAt: now)
        self.waiting = waiting
        let awaited = awaitedHelpers(route.ringing)
        guard now < waiting.until, !awaited.isEmpty else { return nil }
        guard waiting.lookAt <= now else { return [] }
        waiting.lookAt = now.addingTimeInterval(CallFlow.Patience.look)
        self.waiting = waiting
        return [.lookForHelper(awaited)]
    }

    /// - Returns: whether the request waits for them.
    mutating func helperIsFree(_ number: String, _ ringing: RingingPolicy) -> Bool {
        guard lookDeadline(ringing) != nil, awaitedHelpers(ringing).contains(number),
            let position = order.position(of: number)
        else { return false }
        order.ringNext(position)
        return true
    }

    /// The operator is told their place in the line.
    mutating func told(_ place: Int) {
        waiting?.position = place
    }
}

/// Those who have picked up.
extension HelperHunt {
    /// Somebody has picked up.
    mutating func answered(_ position: Int, _ route: Route, at now: Date) -> [CallFlow.Action] {
        attempts[position].settle(.answered, at: now)
        manager = order.candidate(attempts[position].candidate)
        // Without a key to be pressed whoever picks up first is the one.
        guard route.introducesCaller, route.acceptKey == nil else { return [] }
        return releaseOthers(than: position, at: now)
    }

    /// Asks somebody who has picked up.
    mutating func ask(_ position: Int, _ consent: HelperAttempt.Consent) {
        attempts[position].ask(consent)
    }

    /// They help: nobody else is needed.
    mutating func consents(_ position: Int, at now: Date) -> [CallFlow.Action] {
        attempts[position].ask(.given)
        manager = order.candidate(attempts[position].candidate)
        return releaseOthers(than: position, at: now)
    }

    /// A key on a helper's phone; one that means nothing changes nothing.
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
            // They have picked up, which counts as no refusal: another round may ring them again.
            return .leaves(pressedNothing(position))
        default: return .nothing
        }
    }

    /// As a voicemail would.
    mutating func pressedNothing(_ position: Int) -> [CallFlow.Action] {
        attempts[position].isNoAnswer()
        return attempts[position].release()
    }
}

/// Those who leave, or are not needed any more.
extension HelperHunt {
    mutating func release(_ position: Int, _ result: RingAttempt.Result, at now: Date) -> [CallFlow.Action] {
        attempts[position].release(result, at: now)
    }

    /// Hangs up on all of these.
    mutating func release(
        _ result: RingAttempt.Result, at now: Date, where isWanted: (HelperAttempt) -> Bool
    ) -> [CallFlow.Action] {
        attempts.indices.filter { isWanted(attempts[$0]) }.flatMap { attempts[$0].release(result, at: now) }
    }

    private mutating func releaseOthers(than position: Int?, at now: Date) -> [CallFlow.Action] {
        attempts.indices.filter { $0 != position && attempts[$0].isActive }
            .flatMap { attempts[$0].isOutrun(at: now) }
    }

    mutating func hangUp() -> [CallFlow.Action] {
        attempts.indices.flatMap { attempts[$0].release() }
    }

    /// - Returns: how far it had come; nothing when that is known.
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
            // They have listened and pressed nothing: that may have been a voicemail.
            attempts[position].isNoAnswer()
        } else {
            // That its time was up says nothing of a phone that has not rung at all.
            let result = reason == .noAnswer && isSilent(before) ? .offline : Self.result(reason)
            attempts[position].settle(before.state == .answered ? .declined : result, at: now)
        }
    }

    mutating func settle(_ position: Int, _ result: RingAttempt.Result, at now: Date) {
        attempts[position].settle(result, at: now)
    }

    /// It is over for all of whom nothing is known yet.
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

/// Supervisors who take the request, and helpers who are not online any more.
extension HelperHunt {
    /// The supervisor is the next one who is rung, and the only one at that moment.
    ///
    /// - Returns: who stops ringing, whose turn comes again if the supervisor does not pick up; and whether the supervisor
    ///   rings already.
    mutating func taken(by supervisor: Candidate, at now: Date) -> (stopping: [CallFlow.Action], isRinging: Bool) {
        if let position = attempts.firstIndex(where: { $0.extension == supervisor.extension && $0.isActive }) {
            attempts[position].becomeTaker()
            return (interrupt(otherThan: position, at: now), true)
        }
        order.take(by: supervisor)
        return (interrupt(otherThan: nil, at: now), false)
    }

    /// Says who has taken the request.
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

/// A PBX, or a process, that goes away.
extension HelperHunt {
    mutating func losesSight() {
        isBlind = true
    }

    mutating func seesAgain() {
        isBlind = false
    }

    /// The process that has given the orders is gone.
    mutating func lostItsReplies() {
        isBlind = true
        for position in attempts.indices { attempts[position].updateLeg { $0.lostItsReply() } }
    }

    mutating func sawReconnect(_ position: Int) {
        attempts[position].updateLeg { $0.sawReconnect() }
    }

    /// Another process asks the sources.
    ///
    /// - Parameter most: how many may; of stored data the count may be any number.
    mutating func looksUpAgain(most: Int) {
        lookups = min(lookups, most) + 1
    }
}
