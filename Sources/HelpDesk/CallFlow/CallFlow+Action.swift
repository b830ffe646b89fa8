extension CallFlow {
    /// An order that a transition returns; its effects come back as events.
    public enum Action: Sendable, Equatable {
        /// Looks up the manager and builds the ladder.
        case lookUp
        case prepare(PromptKind, PromptValues)
        case originate(Ring)
        /// Checks whether one of these helpers, all of whom were on the phone, is free now. Helpers who are also in
        /// `untold` count as free if the PBX does not know their state.
        case lookForHelper([String], untold: [String] = [])
        /// Looks for the operator's live call, other than these channels.
        case findLiveCall(String, apartFrom: [ChannelID])
        /// Checks the state of the operator's live call, which was on hold.
        case lookAtLiveCall(ChannelID)
        /// Creates a listener on a live call.
        case snoop(ChannelID, as: ChannelID, CallMode)
        /// Answers the call of an operator who dialled the request code.
        case answer(ChannelID)
        case play(PromptAudio, PlaybackID, on: ChannelID)
        case stopPlaying(PlaybackID)
        case startRinging(ChannelID)
        case stopRinging(ChannelID)
        case join([ChannelID], BridgeID)
        case destroy(BridgeID)
        case hangUp(ChannelID)

        var isHangUp: Bool {
            if case .hangUp = self { true } else { false }
        }
    }

    /// A phone to ring.
    ///
    /// ``DialPolicy`` has yet to check the extension.
    public struct Ring: Sendable, Equatable {
        /// The owner of the phone, who decides what is checked first.
        public enum Party: Sendable, Equatable {
            /// They asked for it: their phone is rung in any state.
            case `operator`
            /// Skipped if their phone is known to be offline or, with `skipsBusy`, on a call.
            case helper(skipsBusy: Bool)
        }

        public var channel: ChannelID
        public var `extension`: String
        public var party: Party
        public var timeoutSeconds: Int
        public var callerName: String
        public var callerNumber: String
        public var originator: ChannelID?
        /// Whether the phone is asked to pick up by itself.
        public var autoAnswer = false
    }
}
