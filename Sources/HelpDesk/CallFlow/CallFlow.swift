public import Foundation

/// The course of one request as a pure state machine.
///
/// Events go in, actions come out; nothing else happens here. The value is stored as it is with every transition, so
/// that a restarted bridge goes on where the old one stopped. Facts about the order of Asterisk's events that shaped it:
/// an order's acceptance says nothing about the answer, events may overtake the reply to the order that caused them,
/// and no hang-up is propagated from one leg to the other.
public struct CallFlow: Sendable, Codable, Equatable {
    /// What the request is about at the moment.
    enum Stage: Sendable, Codable, Equatable {
        /// The operator is to be on the line.
        case reachingOperator
        /// The operator is on the line; a helper is being looked for.
        case findingHelper
        /// The helper of this position (from 0) is willing, and the PBX is to join the two.
        case joining(Int, since: Date)
        case connected(Int)
        /// It is decided how it ends; the operator is to hear that.
        case closing(RequestState, Outcome, saying: PromptKind)
        /// It is decided how it ends; the legs are being hung up.
        case ending(RequestState, Outcome, retryAt: Date)
        case ended
    }

    /// The times that no configuration sets, in seconds.
    enum Patience {
        /// How long after its own timeout the PBX may take to report that a phone was not answered.
        static let ringing: TimeInterval = 5
        /// How long after the order a living phone takes to ring at the most.
        static let firstRing: TimeInterval = 2
        /// How long after a prompt's length the PBX may take to report its end.
        static let playback: TimeInterval = 2
        /// How long a prompt may take to be made before the call goes on without it.
        static let preparing: TimeInterval = 5
        /// How long a helper may take to press a key once he has heard who needs him.
        static let consent: TimeInterval = 10
        /// How long the PBX may take to answer a call that has come in.
        static let answering: TimeInterval = 5
        static let joining: TimeInterval = 5
        /// How often a hang-up that was not confirmed is ordered again.
        static let hangUp: TimeInterval = 5
    }

    /// The request as everybody sees it.
    public internal(set) var request: HelpRequest
    /// The operator, as he was known at the start.
    public let caller: Operator
    /// The route, as it was configured at the start.
    public let route: Route
    /// The department's name, for prompts.
    public let departmentName: String
    /// What the operator's phone shows while it rings.
    let displayName: String
    let expiresAt: Date
    /// Whether the operator has dialled a request code: his leg is a call of his own, not one that we make.
    let isDialled: Bool

    var stage: Stage = .reachingOperator
    var operatorLeg: Leg
    /// In the order of ringing; `request.attempts` runs beside it.
    var helperLegs: [Leg] = []
    /// How many processes have begun to ask the sources, this one included.
    var lookups = 1
    /// Those of the ladder, then those of its overflow; `nil` until the lookup is over.
    var candidates: [Candidate]?
    /// Where the overflow begins among the candidates.
    var overflowStart = 0
    /// Whether helpers were left out because they do not want to be disturbed.
    var isSomebodyPaused = false
    /// Who has taken the request before it was known who may be rung.
    var taker: Candidate?
    /// The position of the candidate who has taken the request, and is still to be rung.
    var nextTaken: Int?
    /// Positions of candidates who stand there only because they have taken the request.
    var takers: Set<Int> = []
    /// Who has switched on *do not disturb*, as far as that was told.
    var pausedHelpers: Set<String> = []
    /// Positions of candidates that are still to be rung in this round.
    var queue: [Int] = []
    var round = 0
    /// Until when, and for whom, the request waits; `nil` while somebody is left to ring.
    var waiting: Waiting?
    var operatorAnsweredAt: Date?
    var prompts: [PromptKind: PromptTrack] = [:]
    var playbacks = 0
    var operatorHearsRinging = false
    var bridgeOrdered = false
    /// Whether what happens on the PBX may go unseen at the moment.
    var isBlind = false
    /// Whether it is still to be known on which call the operator is talking.
    var seeksLiveCall: Bool
    /// The operator's call with the customer, which is only listened to; never ours to hang up.
    var liveCall: ChannelID?
    /// How many listeners were made on it.
    var snoops = 0
    /// What the listener that is the operator's leg lets through.
    var snoopMode: CallMode = .whisper
    /// A listener in another mode, which is to take the operator's leg's place.
    var nextSnoop: Leg?
    /// The call with which an operator has asked for somebody to come to his live call.
    var noticeChannel: ChannelID?
    /// Whether the key that begins a change of mode was pressed last.
    var isStarPressed = false
    /// Supervisors who come to the connected call; `request.supervisors` runs beside it.
    var visits: [Visit] = []
    /// Channels in whose place others stand, to be gone with the rest at the end.
    var formerChannels: [ChannelID] = []
    /// When those were last ordered to be hung up.
    var sweptAt: Date?

    /// Makes the flow of a request that has just been accepted; nothing happens before ``Event/started``.
    ///
    /// - Parameters:
    ///   - request: freshly made.
    ///   - caller: the operator.
    ///   - route: the help route.
    ///   - departmentName: for prompts.
    ///   - expireAfterSeconds: how long the request is worth anything if the PBX cannot be reached.
    ///   - wordForHelp: in the route's language; the route's name takes its place where it is not known.
    ///   - arrivedOn: the operator's own call to the request code; `nil` when his phone is to be rung.
    public init(
        request: HelpRequest, caller: Operator, route: Route, departmentName: String, expireAfterSeconds: Int,
        wordForHelp: String? = nil, arrivedOn: ChannelID? = nil
    ) {
        self.request = request
        self.caller = caller
        self.route = route
        self.departmentName = departmentName
        self.displayName = wordForHelp.map { "\($0) \(departmentName)" } ?? route.name
        self.expiresAt = request.createdAt.addingTimeInterval(TimeInterval(expireAfterSeconds))
        self.isDialled = arrivedOn != nil
        self.operatorLeg = Leg(
            channel: arrivedOn ?? .ofOperator(request.id), extension: caller.extension, orderedAt: request.createdAt)
        self.seeksLiveCall = request.mode.isCoaching
        if isDialled {
            operatorLeg.state = .ringing
        } else if seeksLiveCall {
            // There is none yet: the operator's own phone is not rung.
            operatorLeg.state = .ended
        }
    }

    public var id: HelpRequestID { request.id }

    /// Whether nothing will happen any more.
    public var isEnded: Bool { stage == .ended }

    /// Whether it is decided how it ends: nobody can join it any more.
    public var isClosing: Bool {
        switch stage {
        case .closing, .ending, .ended: true
        case .reachingOperator, .findingHelper, .joining, .connected: false
        }
    }

    /// Those of its channels that do not carry its name.
    public var foreignChannels: [ChannelID] {
        let legs = [operatorLeg] + helperLegs + visits.map(\.phone)
        return (legs.map(\.channel) + formerChannels).filter { $0.request == nil }
    }

    /// Whether a channel is one of this request's legs.
    public func owns(_ channel: ChannelID) -> Bool {
        operatorLeg.channel == channel || nextSnoop?.channel == channel
            || helperLegs.contains { $0.channel == channel }
            || visits.contains { $0.legs.contains { $0.channel == channel } }
            || formerChannels.contains(channel)
    }

    /// Takes an event and says what to do.
    ///
    /// - Parameters:
    ///   - event: what happened; repetitions and late comers are harmless.
    ///   - now: the time it happened.
    /// - Returns: the actions, to be done in order after this value has been stored.
    public mutating func handle(_ event: Event, at now: Date) -> [Action] {
        guard stage != .ended else { return leftover(in: event) }
        let before = request
        var actions: [Action] = []
        switch event {
        case .started: start(at: now, &actions)
        case .resumed: resume(at: now, &actions)
        case .resolved(let ladder): resolved(ladder, at: now, &actions)
        case .promptReady(let kind, let audio): promptReady(kind, audio, at: now, &actions)
        case .promptFailed(let kind): promptFailed(kind, at: now, &actions)
        case .originated(let channel, let isPhone): originated(channel, isPhone: isPhone, at: now)
        case .deferred(let channel): deferred(channel, at: now, &actions)
        case .withheld(let channel): withheld(channel, at: now, &actions)
        case .storable: storable(at: now, &actions)
        case .admitted(let channel): admitted(channel, at: now, &actions)
        case .refused(let channel, let reason): refused(channel, reason, at: now, &actions)
        case .liveCall(let channel): foundLiveCall(channel, at: now, &actions)
        case .ringing(let channel): ringing(channel, at: now)
        case .answered(let channel): answered(channel, at: now, &actions)
        case .ended(let channel, let reason): ended(channel, reason, at: now, &actions)
        case .playbackFinished(let playback): playbackFinished(playback, at: now, &actions)
        case .helperFree(let number): helperFree(number, at: now, &actions)
        case .waitingPosition(let position): waitingPosition(position, at: now, &actions)
        case .pressed(let channel, let key): pressed(key, on: channel, at: now, &actions)
        case .replaced(let channel, let successor): replaced(channel, by: successor, &actions)
        case .joined(let channel): joined(channel, at: now)
        case .joinFailed: joinFailed(at: now, &actions)
        case .disconnected: isBlind = true
        case .reconciled(let snapshot): reconcile(with: snapshot, at: now, &actions)
        case .taken(let taker): taken(by: taker, at: now, &actions)
        case .visited(let supervisor, let mode): visited(by: supervisor, mode, at: now, &actions)
        case .paused(let numbers): paused(numbers, at: now, &actions)
        case .tick: tick(at: now, &actions)
        case .cancel: end(.cancelled, .cancelled, at: now, &actions)
        case .withdrawn: withdraw(at: now, &actions)
        }
        if request != before { request.updatedAt = max(now, before.updatedAt, request.timeline.last?.at ?? now) }
        return actions
    }

    private mutating func start(at now: Date, _ actions: inout [Action]) {
        if isDialled { actions.append(.answer(operatorLeg.channel)) }
        if seeksLiveCall { seekLiveCall(&actions) }
        if !isDialled, !seeksLiveCall { actions.append(ringOperator()) }
        actions.append(.lookUp)
        if route.introducesCaller {
            prompts[.managerIntro] = .preparing(since: now)
            actions.append(.prepare(.managerIntro, promptValues))
        }
    }

    /// Changes the leg that has this channel, if it is one of ours.
    mutating func update(_ channel: ChannelID, _ change: (inout Leg) -> Void) {
        if operatorLeg.channel == channel {
            change(&operatorLeg)
        } else if let position = helperPosition(channel) {
            change(&helperLegs[position])
        } else if var leg = nextSnoop, leg.channel == channel {
            change(&leg)
            nextSnoop = leg
        } else {
            for position in visits.indices { visits[position].update(channel, change) }
        }
    }

    func helperPosition(_ channel: ChannelID) -> Int? {
        helperLegs.firstIndex { $0.channel == channel }
    }
}
