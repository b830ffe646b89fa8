/// The name of something on the PBX; what is ours there is named so that it tells whose it is.
public protocol PBXIdentifier: Sendable, Hashable, Codable, CustomStringConvertible {
    var text: String { get }

    /// Takes any text; ``call`` tells whether it is one of ours.
    init(_ text: String)
}

extension PBXIdentifier {
    public var description: String { text }

    /// Whose it is; `nil` when it is not ours.
    public var call: CallID? { Identifiers.call(in: text) }

    /// A text, as in JSON.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of a channel on the PBX. Those of ours are `hb-<request id>-op`, `hb-<request id>-m1`, …; others are calls that a
/// flow has to do with: the operator's live call, one that was dialled, one that somebody was transferred to.
public struct ChannelID: PBXIdentifier {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// The operator's leg.
    public static func ofOperator(_ request: HelpRequestID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-op")
    }

    /// The leg of the helper who is rung as number `ordinal`, counted from 1.
    public static func ofHelper(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-m\(ordinal)")
    }

    /// The listener on the operator's live call that is made as number `ordinal`, counted from 1.
    public static func ofSnoop(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-s\(ordinal)")
    }

    /// The phone of the supervisor who comes to the call as number `ordinal`, counted from 1.
    public static func ofSupervisor(_ request: HelpRequestID, ordinal: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-v\(ordinal)")
    }

    /// The phone that is rung to record a sound.
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

    /// Where the operator and the helper talk.
    public static func of(_ request: HelpRequestID) -> BridgeID {
        of(CallID(request))
    }

    /// The same, by the call that a channel's name tells.
    public static func of(_ call: CallID) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(call)-bridge")
    }

    /// Where the supervisor stands who comes as number `ordinal`, counted from 1, with their listener.
    public static func ofSupervisor(_ request: HelpRequestID, ordinal: Int) -> BridgeID {
        ofSupervisor(CallID(request), ordinal: ordinal)
    }

    /// The same, by the call that a channel's name tells.
    public static func ofSupervisor(_ call: CallID, ordinal: Int) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(call)-v\(ordinal)-bridge")
    }
}

/// The name of one playing of a prompt: `hb-<id>-p1`, …
public struct PlaybackID: PBXIdentifier {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// What a request plays as number `ordinal`, counted from 1.
    public static func of(_ request: HelpRequestID, ordinal: Int) -> PlaybackID {
        of(CallID(request), ordinal: ordinal)
    }

    /// That of any call, counted from 1.
    public static func of(_ call: CallID, ordinal: Int) -> PlaybackID {
        PlaybackID("\(Identifiers.prefix)\(call)-p\(ordinal)")
    }
}

/// How our names on the PBX are made.
public enum Identifiers {
    /// Everything on the PBX that starts so is ours to hang up.
    public static let prefix = "hb-"

    static func call(in text: String) -> CallID? {
        guard text.hasPrefix(prefix) else { return nil }
        return CallID(text.dropFirst(prefix.count).prefix(36))
    }
}
