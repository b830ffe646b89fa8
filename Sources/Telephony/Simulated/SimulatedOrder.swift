public import HelpDesk

/// An order to a ``SimulatedPBX``.
public enum SimulatedOrder: Sendable, Equatable {
    case originate(Origination)
    case answer(ChannelID)
    case stop(PlaybackID)
    case snoop(ChannelID, as: ChannelID, CallMode)
    case play(PromptAudio, PlaybackID, on: ChannelID)
    case startRinging(ChannelID)
    case stopRinging(ChannelID)
    case join([ChannelID], BridgeID)
    case destroy(BridgeID)
    case hangUp(ChannelID)
    case record(TakeID, on: ChannelID)
    case remove(TakeID)

    /// Whether the order is carried out even without an event stream, as by Asterisk.
    var worksWithoutEvents: Bool {
        switch self {
        case .hangUp, .destroy, .remove: true
        case .originate, .answer, .stop, .snoop, .play, .startRinging, .stopRinging, .join, .record: false
        }
    }
}

/// An order in the log of a ``SimulatedPBX``, with its result.
public struct SimulatedOrderRecord: Sendable, Equatable {
    public var order: SimulatedOrder
    /// The error that was thrown; `nil` if the order was accepted.
    public var error: PBXError?
}

/// A failure of an order to a ``SimulatedPBX``.
public enum SimulatedFault: Sendable, Equatable {
    /// The order is not carried out, and throws this error.
    case refuses(PBXError)
    /// The order is carried out, but the answer is lost: throws `PBXError.unanswered`.
    case losesAnswer
}
