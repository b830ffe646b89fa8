public import HelpDesk

/// An order that a ``SimulatedPBX`` was given.
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

    /// Whether it is carried out, as by Asterisk, even while nobody follows the events.
    var worksWithoutEvents: Bool {
        switch self {
        case .hangUp, .destroy, .remove: true
        case .originate, .answer, .stop, .snoop, .play, .startRinging, .stopRinging, .join, .record: false
        }
    }
}

/// An order in the log of a ``SimulatedPBX``, with what became of it.
public struct SimulatedOrderRecord: Sendable, Equatable {
    public var order: SimulatedOrder
    /// What was thrown; `nil` when the order was taken.
    public var error: PBXError?
}

/// What goes wrong with an order to a ``SimulatedPBX``.
public enum SimulatedFault: Sendable, Equatable {
    /// It is not carried out, and throws this.
    case refuses(PBXError)
    /// It is carried out, but the answer is lost: throws `PBXError.unanswered`.
    case losesAnswer
}
