import Foundation

/// In which mode the helper is on the operator's call, and the change from one to another.
///
/// A mode belongs to the listener: another one is made, and takes the place of the one before when it is there.
struct Coaching: Sendable, Equatable {
    /// How the helper joins, or is to join.
    private(set) var mode: CallMode
    /// What the listener that is the operator's leg lets through.
    private(set) var listenerMode: CallMode = .whisper
    /// A listener in another mode, which is to take the operator's leg's place.
    private(set) var nextListener: Leg?
    private var keypad = ModeKeypad()

    init(_ mode: CallMode) {
        self.mode = mode
    }

    /// When a listener that does not come is given up.
    var deadline: Date? { nextListener?.orderedAt.addingTimeInterval(CallFlow.Patience.answering) }

    /// The operator's phone was busy: the helper comes to the call they have.
    mutating func comesToLiveCall() {
        mode = .whisper
    }

    /// There is no live call.
    mutating func isImpossible() {
        mode = .consult
    }

    /// Makes the listener that the mode which was asked for needs.
    ///
    /// - Returns: nothing where there is no live call, and while another change is under way.
    mutating func change(
        to mode: CallMode, on call: ChannelID?, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> [CallFlow.Action] {
        guard let call, nextListener == nil, listenerMode != mode else { return [] }
        self.mode = mode
        let (leg, order) = listeners.make(on: call, mode, terms, at: now)
        nextListener = leg
        return [order]
    }

    /// A key on the helper's phone.
    ///
    /// - Returns: the mode that they want.
    mutating func pressed(_ key: Character) -> CallMode? {
        keypad.press(key)
    }

    /// Changes the listener that is to come, if it has this channel.
    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard nextListener?.channel == channel, var leg = nextListener else { return nil }
        defer { nextListener = leg }
        return transition(&leg)
    }

    /// The listener in the new mode is there.
    ///
    /// - Returns: the leg that is the operator's from now on.
    mutating func takeListener() -> Leg? {
        guard let leg = nextListener, leg.state == .answered else { return nil }
        nextListener = nil
        listenerMode = mode
        return leg
    }

    /// The listener in the new mode could not be made, or is not needed any more.
    ///
    /// - Returns: its channel.
    @discardableResult
    mutating func dropListener() -> ChannelID? {
        defer { nextListener = nil }
        return nextListener?.channel
    }

    /// It stays as it is.
    mutating func keepMode() {
        mode = listenerMode
    }
}

extension Coaching: Encodable {
    private enum CodingKeys: String, CodingKey {
        case listenerMode = "snoopMode"
        case nextListener = "nextSnoop"
        case keypad = "isStarPressed"
    }

    /// The mode stands in the request. What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mode = request.mode
        listenerMode = try container.decodeIfPresent(CallMode.self, forKey: .listenerMode) ?? .whisper
        nextListener = try container.decodeIfPresent(Leg.self, forKey: .nextListener)
        keypad = try container.decodeIfPresent(ModeKeypad.self, forKey: .keypad) ?? ModeKeypad()
    }
}
