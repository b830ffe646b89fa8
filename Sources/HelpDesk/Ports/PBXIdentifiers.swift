/// The name of an object on the PBX; the names of our objects identify their flow.
public protocol PBXIdentifier: Sendable, Hashable, Codable, CustomStringConvertible {
    var text: String { get }

    /// Creates an identifier from any text; ``call`` is `nil` unless the identifier is ours.
    init(_ text: String)
}

extension PBXIdentifier {
    public var description: String { text }

    /// The flow that owns the object; `nil` if the object is not ours.
    public var call: CallID? { Identifiers.call(in: text) }

    /// Decodes a single string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of a channel on the PBX.
///
/// Our channels are `hb-<request id>-op`, `hb-<request id>-m1`, …; others are calls that a flow handles: the operator's
/// live call, a dialled call, or the target of a transfer.
public struct ChannelID: PBXIdentifier {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// Returns the channel of the operator's leg.
    public static func ofOperator(_ request: HelpRequestID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-op")
    }

    /// Returns the channel of the helper who is rung as number `ordinal`, counted from 1.
    public static func ofHelper(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-m\(ordinal)")
    }

    /// Returns the channel of the listener on the operator's live call that is created as number `ordinal`, counted
    /// from 1.
    public static func ofSnoop(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-s\(ordinal)")
    }

    /// Returns the channel of the supervisor who comes to the call as number `ordinal`, counted from 1.
    public static func ofSupervisor(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-v\(ordinal)")
    }

    /// Returns the channel of the phone that is rung to record a sound.
    public static func ofRecording(_ recording: CallID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(recording)-rec")
    }
}

/// The name of a bridge of ours on the PBX: `hb-<request id>-bridge`.
public struct BridgeID: PBXIdentifier {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// Returns the bridge that joins the operator and the helper.
    public static func of(_ request: HelpRequestID) -> BridgeID {
        of(CallID(request))
    }

    /// Returns the bridge that joins the operator and the helper of a call.
    public static func of(_ call: CallID) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(call)-bridge")
    }

    /// Returns the bridge of the supervisor who comes as number `ordinal`, counted from 1, and their listener.
    public static func ofSupervisor(_ request: HelpRequestID, ordinal: Int) -> BridgeID {
        ofSupervisor(CallID(request), ordinal: ordinal)
    }

    /// Returns the bridge of the supervisor who comes to a call as number `ordinal`, counted from 1, and of their
    /// listener.
    public static func ofSupervisor(_ call: CallID, ordinal: Int) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(call)-v\(ordinal)-bridge")
    }
}

/// The name of one playback of a prompt: `hb-<id>-p1`, …
public struct PlaybackID: PBXIdentifier {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// Returns the playback with number `ordinal` of a request, counted from 1.
    public static func of(_ request: HelpRequestID, ordinal: Int) -> PlaybackID {
        of(CallID(request), ordinal: ordinal)
    }

    /// Returns the playback with number `ordinal` of any call, counted from 1.
    public static func of(_ call: CallID, ordinal: Int) -> PlaybackID {
        PlaybackID("\(Identifiers.prefix)\(call)-p\(ordinal)")
    }
}

/// The format of our names on the PBX.
public enum Identifiers {
    /// The prefix of everything on the PBX that we may hang up.
    public static let prefix = "hb-"

    static func call(in text: String) -> CallID? {
        guard text.hasPrefix(prefix) else { return nil }
        return CallID(text.dropFirst(prefix.count).prefix(36))
    }
}
