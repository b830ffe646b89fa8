import Foundation

/// The search for a helper: who is rung, how many at once, who is willing, and the result.
///
/// ``RingingOrder`` decides who comes next, ``HelperAttempts`` contains those who were rung and how far each has got,
/// and ``HelperWait`` how long the request waits if all are on the phone. Code that concerns several of them is here.
struct HelperHunt: Sendable, Equatable {
    /// The result of ``ringNext(_:for:at:)``.
    enum Next: Equatable {
        /// Orders to ring; empty if the maximum number of phones are ringing, or if the request waits.
        case rings([CallFlow.Action])
        /// Nobody is left.
        case exhausted(Outcome)
    }

    /// The meaning of a key that a helper pressed.
    enum Answer: Equatable {
        case nothing
        case accepts([CallFlow.Action])
        case leaves([CallFlow.Action])
    }

    var attempts = HelperAttempts()
    private(set) var order = RingingOrder()
    /// The wait for a helper who is on the phone; `nil` until it begins.
    private(set) var waiting: HelperWait?
    /// The candidate who will be rung, is being rung, or helped.
    private(set) var manager: Candidate?
    /// The number of processes that started the lookup, including this one.
    private(set) var lookups = 1
}

/// The lookup.
extension HelperHunt {
    mutating func resolved(_ ladder: Ladder) {
        order.resolved(ladder)
    }

    /// Shows the candidate who will be rung first.
    mutating func nameFirst() {
        manager = order.first
    }

    mutating func nameNobody() {
        manager = nil
    }

    /// Counts a lookup that a restarted process repeats.
    ///
    /// - Parameter most: the limit; a stored count may be any number.
    mutating func looksUpAgain(most: Int) {
        lookups = min(lookups, most) + 1
    }
}

/// Ringing.
extension HelperHunt {
    /// Rings the next candidates, unless as many are being rung or asked as the route allows.
    ///
    /// - Parameter originator: the channel on whose behalf they are rung.
    mutating func ringNext(_ terms: RequestTerms, for originator: ChannelID?, at now: Date) -> Next {
        guard order.candidates != nil else { return .rings([]) }
        order.limit(to: max(0, HelperAttempts.maximumCount - attempts.count))
        if attempts.contains(where: \.isActive) {
            order.passOverAbsent()
            let isHeldUp = attempts.contains { $0.isActive && !$0.isLate }
            let next = isHeldUp ? takeBesides(terms.route) : order.takeNext(terms.route.ringing)
            return .rings(ring(next, terms, for: originator, at: now))
        }
        let ringing = terms.route.ringing
        if order.nextTaken != nil {
            // The round that the taker interrupts counts as the first, even if it has not begun.
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
        guard attempts.count < HelperAttempts.maximumCount else { return }
        order.beginRound(of: ringing.rounds, without: attempts.declined)
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
                channel: .ofHelper(terms.id, ordinal: attempts.count + 1), extension: candidate.extension,
                orderedAt: now)
            let attempt = attempts.append(leg, of: rank, isTaker: asTaker)
            order.forgetPassedOver(candidate.extension)
            actions.append(Self.ring(attempt, terms, for: originator))
        }
        // The request shows the first candidate until a helper picks up.
        manager = attempts.firstActive.flatMap { order.candidate($0.candidate) }
        return actions
    }

    /// With `simultaneous`, takes replacements for helpers whose phones no longer ring, while the rest keep ringing.
    private mutating func takeBesides(_ route: Route) -> [Int] {
        let active = attempts.filter { $0.isActive && !$0.isLate }
        // A helper who took the request is rung alone; otherwise the first to pick up helps, unless a key decides.
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

    /// Handles a phone that did not start to ring in the usual time.
    ///
    /// - Returns: whether others are rung as well; otherwise the helper is released.
    mutating func becomesLate(_ index: Int) -> Bool {
        let attempt = attempts[index]
        guard attempts.isSilent(attempt), !attempt.isLate, isSomebodyLeft(besides: attempt) else { return false }
        attempts.becomesLate(index)
        return true
    }

    /// Rings a helper whose order was not carried out.
    mutating func ringAgain(
        _ index: Int, _ terms: RequestTerms, for originator: ChannelID?, at now: Date
    ) -> [CallFlow.Action] {
        attempts.orderAgain(index, at: now)
        return [Self.ring(attempts[index], terms, for: originator)]
    }
}

/// Waiting for a helper who is on the phone.
extension HelperHunt {
    /// Starts or continues waiting, if the route allows it and there is a helper to wait for.
    ///
    /// - Returns: `nil` if the request does not wait.
    private mutating func wait(_ route: Route, at now: Date) -> [CallFlow.Action]? {
        guard route.options.waitSeconds > 0, order.round <= route.ringing.rounds else { return nil }
        var waiting = waiting ?? HelperWait(seconds: route.options.waitSeconds, from: now)
        self.waiting = waiting
        let awaited = awaitedHelpers(route.ringing)
        guard now < waiting.until, !awaited.isEmpty else { return nil }
        guard waiting.looks(at: now) else { return [] }
        self.waiting = waiting
        return [.lookForHelper(awaited, untold: awaited.filter { mayBeTried($0, route, at: now) })]
    }

    /// Whether it is time to ring a helper again whose state is unknown to the PBX, such as a helper with an outside
    /// number. Further attempts are spread over the request's waiting time.
    private func mayBeTried(_ number: String, _ route: Route, at now: Date) -> Bool {
        guard let last = attempts.last(where: { $0.extension == number }) else { return false }
        let interval = TimeInterval(route.options.waitSeconds) / TimeInterval(HelperWait.furtherAttempts + 1)
        return last.orderedAt.addingTimeInterval(max(interval, CallFlow.Timing.unansweredLook)) <= now
    }

    /// - Returns: whether the request was waiting for this helper, who is now next.
    mutating func helperIsFree(_ number: String, _ ringing: RingingPolicy) -> Bool {
        guard lookDeadline(ringing) != nil, awaitedHelpers(ringing).contains(number),
            let rank = order.rank(of: number)
        else { return false }
        order.ringNext(rank)
        return true
    }

    /// Records the position in the waiting line that is announced to the operator.
    mutating func told(_ position: Int) {
        waiting?.told(position)
    }
}

/// Helpers who pick up.
extension HelperHunt {
    mutating func answered(_ index: Int, _ terms: RequestTerms, at now: Date) -> [CallFlow.Action] {
        attempts.settle(index, .answered, at: now)
        manager = order.candidate(attempts[index].candidate)
        // Without a key to press, the first to pick up helps.
        guard terms.introducesCaller, terms.route.acceptKey == nil else { return [] }
        return attempts.releaseOthers(than: index, at: now)
    }

    /// Accepts a willing helper; nobody else is needed.
    mutating func consents(_ index: Int, at now: Date) -> [CallFlow.Action] {
        attempts.ask(index, .given)
        manager = order.candidate(attempts[index].candidate)
        return attempts.releaseOthers(than: index, at: now)
    }

    /// Handles a key pressed on a helper's phone.
    mutating func pressed(_ key: Character, on channel: ChannelID, _ route: Route, at now: Date) -> Answer {
        guard let index = attempts.index(on: channel), attempts[index].isBeingAsked, let acceptKey = route.acceptKey
        else { return .nothing }
        switch String(key) {
        case acceptKey:
            let stopping = attempts[index].playback.map { [CallFlow.Action.stopPlaying($0)] } ?? []
            return .accepts(stopping + consents(index, at: now))
        case Route.declineKey:
            return .leaves(attempts.release(index, .declined, at: now))
        case Route.passOnKey:
            // Passing on is not a refusal: a later round may ring them again.
            return .leaves(attempts.pressedNothing(index))
        default: return .nothing
        }
    }
}

/// Supervisors who take the request, and helpers who go offline.
extension HelperHunt {
    /// Puts the supervisor next, to be rung alone.
    ///
    /// - Returns: the orders that stop the others, who are rung again if the supervisor does not pick up; and whether
    ///   the supervisor's phone is ringing already.
    mutating func taken(by supervisor: Candidate, at now: Date) -> (stopping: [CallFlow.Action], isRinging: Bool) {
        if let index = attempts.firstIndex(where: { $0.extension == supervisor.extension && $0.isActive }) {
            attempts.becomeTaker(index)
            return (interrupt(otherThan: index, at: now), true)
        }
        let stopping = interrupt(otherThan: nil, at: now)
        order.take(by: supervisor)
        return (stopping, false)
    }

    /// Shows the supervisor who took the request.
    mutating func name(_ supervisor: Candidate) {
        manager = supervisor
    }

    private mutating func interrupt(otherThan index: Int?, at now: Date) -> [CallFlow.Action] {
        let others = attempts.indices.filter { $0 != index && attempts[$0].isActive }.map { attempts[$0] }
        order.putBack(others.filter { !$0.isTaker }.map(\.candidate))
        order.takeAgain(others.filter(\.isTaker).map(\.candidate))
        return attempts.releaseOthers(than: index, at: now)
    }

    /// - Parameter absent: everybody who is not online now.
    mutating func areAbsent(_ absent: [String: Presence.State]) {
        order.areAbsent(absent)
    }
}
