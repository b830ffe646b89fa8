/// The name of one take of a recording on the PBX: `hb-<id>-t1`, …
public struct TakeID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
    }

    public static func of(_ recording: HelpRequestID, number: Int) -> TakeID {
        TakeID("\(Identifiers.prefix)\(recording)-t\(number)")
    }

    /// The recording it belongs to; `nil` when it is not ours.
    public var recording: HelpRequestID? { Identifiers.request(in: text) }
}

extension ChannelID {
    /// The phone that is rung to record a sound. A recording has an id as a help request has, under which the PBX's events
    /// find it.
    public static func ofRecording(_ id: HelpRequestID) -> ChannelID {
        ChannelID("\(Identifiers.prefix)\(id)-rec")
    }
}
