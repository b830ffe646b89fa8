import Foundation

/// The helper's mode on the operator's call, and changes of it.
///
/// A listener cannot change its mode: a new listener is created, and replaces the former one once it has answered.
struct Coaching: Sendable, Equatable {
    /// The helper's current or intended mode.
    private(set) var mode: CallMode
    /// The mode of the listener that is the operator's leg.
    private(set) var listenerMode: CallMode = .whisper
    /// A listener in another mode that will replace the operator's leg.
    private(set) var nextListener: Leg?
    /// The mode of the next listener; the helper may want another mode by now.
    private var nextListenerMode: CallMode?
    private var keypad = ModeKeypad()

    init(_ mode: CallMode) {
        self.mode = mode
    }

    /// The deadline of a missing listener, unless it waits for the PBX.
    var deadline: Date? {
        guard let nextListener, nextListener.state != .keptBack else { return nil }
        return nextListener.orderedAt.addingTimeInterval(CallFlow.Timing.answering)
    }

    /// Switches to whispering on the operator's current call, since their phone was busy.
    mutating func comesToLiveCall() {
        mode = .whisper
    }

    /// Falls back to a consultation, since there is no live call.
    mutating func fallBackToConsult() {
        mode = .consult
    }

    /// Whether the next listener's mode is not, or no longer, the wanted mode.
    var isOvertaken: Bool {
        guard nextListener != nil, let nextListenerMode else { return false }
        return nextListenerMode != mode
    }

    /// Starts a listener in another mode.
    ///
    /// - Returns: no action without a live call, or while another change is under way: the last of several changes
    ///   counts, once the listener of the first has answered.
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

    /// Handles a key pressed on the helper's phone.
    ///
    /// - Returns: the mode that the key selects.
    mutating func pressed(_ key: Character) -> CallMode? {
        keypad.press(key)
    }

    /// Changes the next listener's leg, if it has this channel.
    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard nextListener?.channel == channel, var leg = nextListener else { return nil }
        defer { nextListener = leg }
        return transition(&leg)
    }

    /// Removes the next listener once it has answered.
    ///
    /// - Returns: the operator's new leg.
    mutating func takeListener() -> Leg? {
        guard let leg = nextListener, leg.state == .answered else { return nil }
        nextListener = nil
        listenerMode = nextListenerMode ?? mode
        nextListenerMode = nil
        return leg
    }

    /// Drops the next listener, which could not be created or is no longer needed.
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

    /// Abandons the change.
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

    /// Decodes a stored value; its mode is in the request.
    ///
    /// Earlier versions lack the newer keys.
    init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mode = request.mode
        listenerMode = try container.decodeIfPresent(CallMode.self, forKey: .listenerMode) ?? .whisper
        nextListener = try container.decodeIfPresent(Leg.self, forKey: .nextListener)
        nextListenerMode = try container.decodeIfPresent(CallMode.self, forKey: .nextListenerMode)
        keypad = try container.decodeIfPresent(ModeKeypad.self, forKey: .keypad) ?? ModeKeypad()
    }
}
