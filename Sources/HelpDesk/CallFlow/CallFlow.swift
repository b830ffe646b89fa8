public import Foundation

/// The course of one `consult` request as a pure state machine.
///
/// Events go in, actions come out; nothing else happens here. The value is stored as it is with every transition, so
/// that a restarted bridge goes on where the old one stopped. Facts about the order of Asterisk's events that shaped it:
/// an order's acceptance says nothing about the answer, events may overtake the reply to the order that caused them,
/// and no hang-up is propagated from one leg to the other.
public struct CallFlow: Sendable, Codable, Equatable {
    /// What the request is about at the moment.
    enum Stage: Sendable, Codable, Equatable {
        /// The operator's phone is to be picked up.
        case reachingOperator
        /// The operator is on the line; a helper is being looked for.
        case findingHelper
        /// The helper of this position (from 0) has answered, and the PBX is to join the two.
        case joining(Int, since: Date)
        case connected(Int)
        /// The operator is to hear that nobody is available.
        case apologizing(Outcome)
        /// It is decided how it ends; the legs are being hung up.
        case ending(RequestState, Outcome, retryAt: Date)
        case ended
    }

    /// The times that no configuration sets, in seconds.
    enum Patience {
        /// How long after its own timeout the PBX may take to report that a phone was not answered.
        static let ringing: TimeInterval = 5
        /// How long after a prompt's length the PBX may take to report its end.
        static let playback: TimeInterval = 2
        /// How long a prompt may take to be made before the call goes on without it.
        static let preparing: TimeInterval = 5
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
    let expiresAt: Date

    var stage: Stage = .reachingOperator
    var operatorLeg: Leg
    /// In the order of ringing; `request.attempts` runs beside it.
    var helperLegs: [Leg] = []
    /// `nil` until the lookup is over.
    var candidates: [Candidate]?
    var operatorAnsweredAt: Date?
    var announcement: PromptTrack = .idle
    var apology: PromptTrack = .idle
    var playbacks = 0
    var operatorHearsRinging = false
    var bridgeOrdered = false

    /// Makes the flow of a request that has just been accepted; nothing happens before ``Event/started``.
    ///
    /// - Parameters:
    ///   - request: freshly made.
    ///   - caller: the operator.
    ///   - route: the help route.
    ///   - departmentName: for prompts.
    ///   - expireAfterSeconds: how long the request is worth anything if the PBX cannot be reached.
    public init(
        request: HelpRequest, caller: Operator, route: Route, departmentName: String, expireAfterSeconds: Int
    ) {
        self.request = request
        self.caller = caller
        self.route = route
        self.departmentName = departmentName
        self.expiresAt = request.createdAt.addingTimeInterval(TimeInterval(expireAfterSeconds))
        self.operatorLeg = Leg(
            channel: .ofOperator(request.id), extension: caller.extension, orderedAt: request.createdAt)
    }

    public var id: HelpRequestID { request.id }

    /// Whether nothing will happen any more.
    public var isEnded: Bool { stage == .ended }

    /// Whether a channel is one of this request's legs.
    public func owns(_ channel: ChannelID) -> Bool {
        operatorLeg.channel == channel || helperLegs.contains { $0.channel == channel }
    }

    /// Takes an event and says what to do.
    ///
    /// - Parameters:
    ///   - event: what happened; repetitions and late comers are harmless.
    ///   - now: the time it happened.
    /// - Returns: the actions, to be done in order after this value has been stored.
    public mutating func handle(_ event: Event, at now: Date) -> [Action] {
        guard stage != .ended else { return [] }
        let before = request
        var actions: [Action] = []
        switch event {
        case .started:
            actions = [ringOperator(), .lookUp]
        case .resumed:
            resume(at: now, &actions)
        case .resolved(let ladder):
            resolved(ladder, at: now, &actions)
        case .promptReady(let kind, let audio):
            promptReady(kind, audio, at: now, &actions)
        case .promptFailed(let kind):
            promptFailed(kind, at: now, &actions)
        case .originated(let channel):
            update(channel) { if $0.isUncertain { $0.state = .originated } }
        case .deferred(let channel):
            deferred(channel, at: now, &actions)
        case .refused(let channel, let reason):
            refused(channel, reason, at: now, &actions)
        case .ringing(let channel):
            ringing(channel, at: now)
        case .answered(let channel):
            answered(channel, at: now, &actions)
        case .ended(let channel, let reason):
            ended(channel, reason, at: now, &actions)
        case .playbackFinished(let playback):
            playbackFinished(playback, at: now, &actions)
        case .joined(let channel):
            joined(channel, at: now)
        case .joinFailed:
            joinFailed(at: now, &actions)
        case .reconciled(let snapshot):
            reconcile(with: snapshot, at: now, &actions)
        case .tick:
            tick(at: now, &actions)
        case .cancel:
            end(.cancelled, .cancelled, at: now, &actions)
        }
        if request != before { request.updatedAt = now }
        return actions
    }

    /// Changes the leg that has this channel, if it is one of ours.
    mutating func update(_ channel: ChannelID, _ change: (inout Leg) -> Void) {
        if operatorLeg.channel == channel {
            change(&operatorLeg)
        } else if let position = helperLegs.firstIndex(where: { $0.channel == channel }) {
            change(&helperLegs[position])
        }
    }
}
