public import Foundation

/// The course of one request as a pure state machine: events go in, actions come out.
///
/// Every transition is stored (``terms``, which never change, only once), so that a restarted bridge continues where
/// the old one stopped. Three properties of Asterisk shaped it: an accepted order says nothing about the answer, events
/// may overtake the reply to the order that caused them, and a hang-up is not propagated from one leg to the other.
///
/// It consists of smaller machines. Each owns its state and returns the actions to take; this one passes each event to
/// the machine concerned, and the consequences to the others.
public struct CallFlow: Sendable, Codable, Equatable {
    /// The stage that a request has reached.
    enum Stage: Sendable, Codable, Equatable {
        /// The operator is not on the line yet.
        case reachingOperator
        /// The operator is on the line; a helper is being looked for.
        case findingHelper
        /// The helper of this attempt (from 0) is willing; the PBX is joining the two.
        case joining(Int, since: Date)
        case connected(Int)
        /// The end is decided, and the operator is being told.
        case closing(RequestState, Outcome, saying: PromptKind)
        /// The end is decided, and the legs are being hung up.
        case ending(RequestState, Outcome, retryAt: Date)
        case ended
    }

    public let terms: RequestTerms
    var stage: Stage = .reachingOperator
    var record: RequestRecord
    var operatorCall: OperatorCall
    var hunt = HelperHunt()
    var coaching: Coaching
    var listeners = Listeners()
    var player = PromptPlayer()
    var visits = SupervisorVisits()
    var cleanup = Cleanup()

    /// Creates the flow of a request that was just accepted; nothing happens before ``Event/started``.
    ///
    /// - Parameters:
    ///   - request: the new request.
    ///   - caller: the operator.
    ///   - route: the help route.
    ///   - departmentName: the department's name, for prompts.
    ///   - expireAfterSeconds: the validity of the request while the PBX cannot be reached.
    ///   - wordForHelp: the word for help in the route's language; `nil` uses the route's name.
    ///   - arrivedOn: the operator's own call to the request code; `nil` if their phone is rung.
    public init(
        request: HelpRequest, caller: Operator, route: Route, departmentName: String, expireAfterSeconds: Int,
        wordForHelp: String? = nil, arrivedOn: ChannelID? = nil
    ) {
        terms = RequestTerms(
            request, caller: caller, route: route, departmentName: departmentName,
            displayName: wordForHelp.map { "\($0) \(departmentName)" } ?? route.name,
            expiresAt: request.createdAt.addingTimeInterval(TimeInterval(expireAfterSeconds)),
            isDialled: arrivedOn != nil)
        record = RequestRecord(request)
        operatorCall = OperatorCall(request, caller, arrivedOn: arrivedOn)
        coaching = Coaching(request.mode)
    }

    /// Handles an event.
    ///
    /// - Parameters:
    ///   - event: the event; repeated and late events are harmless.
    ///   - now: the time of the event.
    /// - Returns: the actions to take, in order. `PendingOrders` holds back those that must wait until this value is
    ///   stored.
    public mutating func handle(_ event: Event, at now: Date) -> [Action] {
        guard stage != .ended else { return leftover(in: event) }
        let before = request
        let actions = dispatch(event, at: now)
        if actions.contains(where: \.isHangUp) { cleanup.ordered(at: now) }
        record.show(operatorCall, coaching, hunt, visits, after: before, at: now)
        return actions
    }

    private mutating func dispatch(_ event: Event, at now: Date) -> [Action] {
        switch event {
        case .started: start(at: now)
        case .resumed: resume(at: now)
        case .resolved(let ladder): resolved(ladder, at: now)
        case .promptReady(let kind, let audio): promptReady(kind, audio, at: now)
        case .promptFailed(let kind): promptFailed(kind, at: now)
        case .originated(let channel, let isPhone): originated(channel, isPhone: isPhone, at: now)
        case .deferred(let channel): deferred(channel, at: now)
        case .withheld(let channel): withheld(channel, at: now)
        case .storable: storable(at: now)
        case .admitted(let channel): admitted(channel, at: now)
        case .refused(let channel, let reason): refused(channel, reason, at: now)
        case .liveCall(let call): foundLiveCall(call, at: now)
        case .ringing(let channel): ringing(channel, at: now)
        case .answered(let channel): answered(channel, at: now)
        case .ended(let channel, let reason, let cause): ended(channel, reason, cause, at: now)
        case .playbackFinished(let playback): playbackFinished(playback, at: now)
        case .notPlayed(let playback, let audio): notPlayed(playback, audio, at: now)
        case .helperFree(let number): helperFree(number, at: now)
        case .waitingPosition(let position): waitingPosition(position, at: now)
        case .pressed(let channel, let key): pressed(key, on: channel, at: now)
        case .replaced(let channel, let successor): replaced(channel, by: successor, at: now)
        case .forwarded(let channel, let successor, let number, let isAllowed):
            forwarded(channel, by: successor, to: number, isAllowed: isAllowed, at: now)
        case .joined(let channel): joined(channel, at: now)
        case .joinFailed(let channels): joinFailed(channels, at: now)
        case .destroyed(let bridge): destroyed(bridge, at: now)
        case .disconnected: disconnected()
        case .reconciled(let snapshot): reconcile(with: snapshot, at: now)
        case .taken(let taker): taken(by: taker, at: now)
        case .visited(let supervisor, let mode): visited(by: supervisor, mode, at: now)
        case .absent(let absent): areAbsent(absent, at: now)
        case .tick: tick(at: now)
        case .cancel: end(.cancelled, .cancelled, at: now)
        case .withdrawn: withdraw(at: now)
        }
    }

    private mutating func start(at now: Date) -> [Action] {
        let introducing =
            terms.introducesCaller ? [player.prepareAnew(.managerIntro, promptValues, at: now)] : []
        return operatorCall.start(terms) + [.lookUp] + introducing
    }
}

/// Properties for the flow's users.
extension CallFlow {
    public var id: HelpRequestID { terms.id }

    /// The public state of the request.
    public var request: HelpRequest { record.request }

    /// The operator, as known at the start.
    public var caller: Operator { terms.caller }

    /// The id of the PBX that has all its calls, which is the operator's; `nil` for the default PBX.
    public var pbx: String? { terms.caller.address.pbx }

    /// The route, as configured at the start.
    public var route: Route { terms.route }

    /// The department's name, for prompts.
    public var departmentName: String { terms.departmentName }

    /// Whether the operator dialled a request code.
    var isDialled: Bool { terms.isDialled }

    /// Whether nothing more will happen.
    public var isEnded: Bool { stage == .ended }

    /// Whether the end is decided: nobody can join any more.
    public var isClosing: Bool {
        switch stage {
        case .closing, .ending, .ended: true
        case .reachingOperator, .findingHelper, .joining, .connected: false
        }
    }

    /// The helpers that the request waits for, in the order of the ladder; empty if it does not wait.
    public var awaitedHelpers: [String] {
        stage == .findingHelper ? hunt.awaitedHelpers(route.ringing) : []
    }

    /// The number of processes that started the lookup, including this one.
    var lookups: Int { hunt.lookups }
}
