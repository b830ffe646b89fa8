/// The name of a channel of ours on the PBX: `hb-<request id>-op`, `hb-<request id>-m1`, …
public struct ChannelID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    /// Takes any text; ``request`` tells whether it is one of ours.
    public init(_ text: String) {
        self.text = text
    }

    /// The operator's leg.
    public static func ofOperator(_ request: HelpRequestID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-op")
    }

    /// The leg of the helper who is rung as number `position`, counted from 1.
    public static func ofHelper(_ request: HelpRequestID, position: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-m\(position)")
    }

    /// The listener on the operator's live call that is made as number `position`, counted from 1.
    public static func ofSnoop(_ request: HelpRequestID, position: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-s\(position)")
    }

    /// The phone of the supervisor who comes to the call as number `position`, counted from 1.
    public static func ofSupervisor(_ request: HelpRequestID, position: Int) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(request)-v\(position)")
    }

    /// The phone that is rung to record a sound.
    public static func ofRecording(_ recording: CallID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(recording)-rec")
    }

    /// Whose it is; `nil` when the channel is not ours.
    public var call: CallID? { Identifiers.call(in: text) }
    /// The same, as the id that a help request has.
    public var request: HelpRequestID? { call.map(HelpRequestID.init) }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of a bridge of ours on the PBX: `hb-<request id>-bridge`.
public struct BridgeID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
    }

    public static func of(_ request: HelpRequestID) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(request)-bridge")
    }

    /// Where the supervisor stands who comes as number `position`, counted from 1, with their listener.
    public static func ofSupervisor(_ request: HelpRequestID, position: Int) -> BridgeID {
        BridgeID("\(Identifiers.prefix)\(request)-v\(position)-bridge")
    }

    /// Whose it is; `nil` when the bridge is not ours.
    public var call: CallID? { Identifiers.call(in: text) }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of one playing of a prompt: `hb-<id>-p1`, …
public struct PlaybackID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
    }

    public static func of(_ request: HelpRequestID, position: Int) -> PlaybackID {
        of(CallID(request), position: position)
    }

    /// That of any call, counted from 1.
    public static func of(_ call: CallID, position: Int) -> PlaybackID {
        PlaybackID("\(Identifiers.prefix)\(call)-p\(position)")
    }

    /// Whose it is; `nil` when the playing is not ours.
    public var call: CallID? { Identifiers.call(in: text) }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
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
