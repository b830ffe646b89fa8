import Foundation

/// The mode in which the helper is on the operator's call, and changes of it.
///
/// A listener cannot change its mode: a new one is made, and replaces the former one once it is there.
struct Coaching: Sendable, Equatable {
    /// How the helper joins, or will join.
    private(set) var mode: CallMode
    /// The mode of the listener that is the operator's leg.
    private(set) var listenerMode: CallMode = .whisper
    /// A listener in another mode that will replace the operator's leg.
    private(set) var nextListener: Leg?
    /// The mode of that one; the helper may want another one by now.
    private var nextListenerMode: CallMode?
    private var keypad = ModeKeypad()

    init(_ mode: CallMode) {
        self.mode = mode
    }

    /// When a listener that has not appeared is given up. One that waits for the PBX is not.
    var deadline: Date? {
        guard let nextListener, nextListener.state != .keptBack else { return nil }
        return nextListener.orderedAt.addingTimeInterval(CallFlow.Timing.answering)
    }

    /// The operator's phone was busy: the helper joins the call that they have.
    mutating func comesToLiveCall() {
        mode = .whisper
    }

    /// There is no live call.
    mutating func fallBackToConsult() {
        mode = .consult
    }

    /// Whether the next listener is not, or no longer, in the mode that is wanted.
    var isOvertaken: Bool {
        guard nextListener != nil, let nextListenerMode else { return false }
        return nextListenerMode != mode
    }

    /// Makes a listener in another mode.
    ///
    /// - Returns: no action without a live call, or while another change is under way: of several in a row the last one
    ///   counts, once the listener of the first is there.
    mutating func change(
        to mode: CallMode, on call: ChannelID?, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> [CallFlow.Action] {
        guard let call else { return [] }
        guard nextListener == nil else {
            self.mode = mode
            return []
        }
        guard listenerMode != mode else { return [] }
        self.mode = mode
        let (leg, order) = listeners.make(on: call, mode, terms, at: now)
        nextListener = leg
        nextListenerMode = mode
        return [order]
    }

    /// Repeats an order that was not carried out.
    mutating func orderAgain(on call: ChannelID?, at now: Date) -> [CallFlow.Action] {
        guard let call, let former = nextListener else { return [] }
        nextListener = Leg(channel: former.channel, extension: former.extension, orderedAt: now)
        nextListenerMode = mode
        return [.snoop(call, as: former.channel, mode)]
    }

    mutating func loseReply() {
        nextListener?.loseReply()
    }

    /// A key on the helper's phone.
    ///
    /// - Returns: the mode that it asks for.
    mutating func pressed(_ key: Character) -> CallMode? {
        keypad.press(key)
    }

    /// Changes the new listener, if it has this channel.
    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard nextListener?.channel == channel, var leg = nextListener else { return nil }
        defer { nextListener = leg }
        return transition(&leg)
    }

    /// The new listener has answered.
    ///
    /// - Returns: the operator's leg from now on.
    mutating func takeListener() -> Leg? {
        guard let leg = nextListener, leg.state == .answered else { return nil }
        nextListener = nil
        listenerMode = nextListenerMode ?? mode
        nextListenerMode = nil
        return leg
    }

    /// The new listener could not be made, or is no longer needed.
    ///
    /// - Returns: its channel.
    @discardableResult
    mutating func dropListener() -> ChannelID? {
        defer {
            nextListener = nil
            nextListenerMode = nil
        }
        return nextListener?.channel
    }

    /// Gives up the change.
    mutating func keepMode() {
        mode = listenerMode
    }
}

extension Coaching: Encodable {
    private enum CodingKeys: String, CodingKey {
        case listenerMode = "snoopMode"
        case nextListener = "nextSnoop"
        case nextListenerMode = "nextSnoopMode"
        case keypad = "isStarPressed"
    }

    /// The mode stands in the request. What an earlier version has stored lacks the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mode = request.mode
        listenerMode = try container.decodeIfPresent(CallMode.self, forKey: .listenerMode) ?? .whisper
        nextListener = try container.decodeIfPresent(Leg.self, forKey: .nextListener)
        nextListenerMode = try container.decodeIfPresent(CallMode.self, forKey: .nextListenerMode)
        keypad = try container.decodeIfPresent(ModeKeypad.self, forKey: .keypad) ?? ModeKeypad()
    }
}
