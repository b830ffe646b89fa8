extension CallFlow {
    /// What has to be done next, in order; the effects of it come back as events.
    public enum Action: Sendable, Equatable {
        /// Ask who the manager is, and build the ladder.
        case lookUp
        case prepare(PromptKind, PromptValues)
        case originate(Ring)
        case play(PromptAudio, PlaybackID, on: ChannelID)
        case startRinging(ChannelID)
        case stopRinging(ChannelID)
        case join([ChannelID], BridgeID)
        case destroy(BridgeID)
        case hangUp(ChannelID)
    }

    /// A phone to ring. The extension is still to pass the ``DialPolicy``.
    public struct Ring: Sendable, Equatable {
        public var channel: ChannelID
        public var `extension`: String
        public var timeoutSeconds: Int
        public var callerName: String
        public var callerNumber: String
        public var originator: ChannelID?
    }
}
