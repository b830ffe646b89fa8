public import Foundation

/// An order to ring a phone.
public struct Origination: Sendable, Equatable {
    /// What is rung, where the two are not one.
    public enum Destination: Sendable, Equatable {
        /// The extension, as the PBX leads to it: follow-me, forwarding and *do not disturb* count.
        case `extension`
        /// The phone at which somebody sits who has asked to be called. One that is not there is looked for as an extension.
        case phone
        /// An extension of another PBX, which has this id: the way there is the trunk.
        case otherPBX(String)
    }

    public var channel: ChannelID
    public var number: DialableNumber
    /// How long the phone rings.
    public var timeoutSeconds: Int
    /// What the rung phone shows.
    public var callerName: String
    public var callerNumber: String
    /// The channel on whose behalf this one is made.
    public var originator: ChannelID?
    /// Whether the phone is asked to pick up by itself.
    public var autoAnswer: Bool
    public var destination: Destination

    public init(
        channel: ChannelID, number: DialableNumber, timeoutSeconds: Int, callerName: String, callerNumber: String,
        originator: ChannelID? = nil, autoAnswer: Bool = false, destination: Destination = .extension
    ) {
        self.channel = channel
        self.number = number
        self.timeoutSeconds = timeoutSeconds
        self.callerName = callerName
        self.callerNumber = callerNumber
        self.originator = originator
        self.autoAnswer = autoAnswer
        self.destination = destination
    }
}

/// Why a leg ended, in the words of the help desk.
public enum HangupReason: String, Sendable, Codable {
    /// Somebody hung up, or we did.
    case normal
    case busy
    case declined
    case noAnswer
    /// Not registered, unknown, or dead.
    case offline
    /// The PBX could not.
    case failed
}

/// Why an order to the PBX failed, and whether it may have been carried out.
public enum PBXError: Error, Sendable, Equatable {
    /// The event stream is down: the order was not sent, and will be worth repeating.
    case notConnected
    /// The phone is not there.
    case offline
    /// The channel, bridge or playback does not exist (any more).
    case gone
    /// The PBX refused; the text is its own.
    case refused(String)
    /// No answer came: it may have been carried out.
    case unanswered(String)
}

extension PBXError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notConnected: "the bridge is not connected with the PBX"
        case .offline: "the phone is not there"
        case .gone: "it does not exist any more"
        case .refused(let reason): "refused: \(reason)"
        case .unanswered(let reason): "no answer: \(reason)"
        }
    }
}

/// An event on the PBX.
public enum PBXEvent: Sendable, Equatable {
    /// The event stream is up; `snapshot` is the state of the PBX.
    case synchronized(PBXSnapshot)
    /// The event stream is down; events are missed until it is back.
    case disconnected(reason: String)
    case ringing(ChannelID)
    case answered(ChannelID)
    /// The cause is what the network has said, where the PBX tells it.
    case ended(ChannelID, HangupReason, HangupCause? = nil)
    /// A channel of ours has come into a bridge of ours; each is meant for only one at a time.
    case enteredBridge(ChannelID)
    /// Somebody has dialled a code that leads to us.
    case arrived(IncomingCall)
    /// A phone of ours sends its call elsewhere (SIP 302) before it is answered: the PBX rings that number in its place, as
    /// another channel. The first one ends.
    case forwarded(ChannelID, to: String, as: ChannelID)
    /// Somebody has answered in the place of a phone of ours: a colleague who has picked the call up, or whoever it was
    /// forwarded to. They go on as another channel, and the first one is gone.
    case pickedUp(ChannelID, by: ChannelID)
    /// A key was pressed.
    case pressed(ChannelID, Character)
    /// A channel in a bridge of ours was transferred: whoever it was sent to goes on in its place.
    case replaced(ChannelID, by: ChannelID)
    case playbackFinished(PlaybackID, succeeded: Bool)
    /// Somebody has finished speaking, or could not be recorded.
    case takeFinished(TakeID, succeeded: Bool)
}

/// A call that somebody has made to one of our codes; it waits to be answered.
public struct IncomingCall: Sendable, Equatable {
    public var channel: ChannelID
    /// What was dialled.
    public var code: String
    /// Whose phone it is, in the PBX's own words, the most trustworthy one first.
    public var callers: [String]
    /// Whether its arrival was missed, and it was found waiting: a request may have it already, and `code` is what the
    /// phone has dialled, which may have led to the code by another way.
    public var wasFound: Bool

    public init(channel: ChannelID, code: String, callers: [String], wasFound: Bool = false) {
        self.channel = channel
        self.code = code
        self.callers = callers
        self.wasFound = wasFound
    }
}

/// A call of a phone with somebody else, not made by us.
public struct LiveCall: Sendable, Equatable {
    /// Their own side of it.
    public var channel: ChannelID
    /// Whether they have put the other side on hold. Nothing is sent to their phone then: they would not hear a whisper.
    public var isOnHold: Bool
    /// Whether the other side sends no sound at all, and the PBX cannot whisper then.
    public var isSilent: Bool

    public init(_ channel: ChannelID, isOnHold: Bool = false, isSilent: Bool = false) {
        self.channel = channel
        self.isOnHold = isOnHold
        self.isSilent = isSilent
    }
}

/// What the PBX knows of a phone without ringing it. It may be wrong: only ringing tells for sure.
public enum DeviceState: String, Sendable, Equatable, Codable, CaseIterable {
    /// Registered, and not in use.
    case idle
    case ringing
    /// In a call, or holding one.
    case inUse
    /// Not registered.
    case unavailable
    /// Nothing is known of it, as of an outside number.
    case unknown
}

/// The channels that are ours to look after, and our bridges.
///
/// Ours are those with our prefix, and those of others that have been handed to us: operators who have dialled a code,
/// and people to whom somebody was transferred.
public struct PBXSnapshot: Sendable, Equatable {
    /// What the PBX says of a channel.
    public enum ChannelState: Sendable, Equatable {
        case down
        case ringing
        case answered
    }

    public var channels: [ChannelID: ChannelState]
    public var bridges: [BridgeID: Set<ChannelID>]
    /// Those of the channels of which an event right behind tells whose place they take, and those that wait to be taken:
    /// nobody may know them yet.
    public var newcomers: Set<ChannelID> = []
    /// When it was requested: later orders are not in it.
    public var takenAt: Date
    /// The same moment by a clock that nobody can set; `nil` where nobody asked a PBX for it.
    public var steadyTakenAt: ContinuousClock.Instant?

    public init(
        channels: [ChannelID: ChannelState] = [:], bridges: [BridgeID: Set<ChannelID>] = [:],
        takenAt: Date = .distantFuture, steadyTakenAt: ContinuousClock.Instant? = nil
    ) {
        self.channels = channels
        self.bridges = bridges
        self.takenAt = takenAt
        self.steadyTakenAt = steadyTakenAt
    }

    /// Whether both have the same content, whenever they were taken.
    public static func == (left: PBXSnapshot, right: PBXSnapshot) -> Bool {
        left.channels == right.channels && left.bridges == right.bridges
    }
}

/// A telephone exchange that takes orders. Every order may be repeated without harm: ids are ours.
public protocol PBX: Sendable {
    /// What happens on the PBX, in its order. Consumed once, by the help desk.
    var events: AsyncStream<PBXEvent> { get }
    /// Whether it can let a helper come to a live call.
    var supportsCoaching: Bool { get }
    /// Whether it may be followed and given orders; looked at before each of them.
    var access: PBXAccess { get }
    /// Whether its events come. From before ``PBXEvent/synchronized(_:)`` is told, so that whoever listens to the events, and
    /// then sees that it is not connected, is told once it is.
    var isConnected: Bool { get }

    /// Rings a phone. It returns when the PBX has accepted the order; nobody has answered then. A channel id that is already
    /// in use counts as success: the order was a repetition.
    func originate(_ order: Origination) async throws(PBXError)
    /// Takes a call that has come in.
    func answer(_ channel: ChannelID) async throws(PBXError)
    /// What the PBX knows of a phone.
    func state(of number: DialableNumber) async throws(PBXError) -> DeviceState
    /// Plays a prompt to a channel; the end comes as ``PBXEvent/playbackFinished(_:succeeded:)``.
    func play(_ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async throws(PBXError)
    /// Ends a prompt early; its end is told as ever.
    func stop(_ playback: PlaybackID) async throws(PBXError)
    /// The call on which a phone talks at this moment, ours not counted; `nil` when it does not. Of several calls it is one
    /// that is not on hold, if there is one.
    func liveCall(of number: DialableNumber, apartFrom others: [ChannelID]) async throws(PBXError) -> LiveCall?
    /// How one of them stands; `nil` when it is over.
    func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall?
    /// Makes a channel that hears both sides of another one, and that speaks, by the mode, to nobody, to the phone that
    /// the other one belongs to, or to both. It comes as ``PBXEvent/answered(_:)`` and ends with the other one, which is
    /// not touched.
    func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError)
    /// Lets an answered channel hear the ringing tone.
    func startRinging(_ channel: ChannelID) async throws(PBXError)
    /// Ends the ringing tone.
    func stopRinging(_ channel: ChannelID) async throws(PBXError)
    /// Makes the bridge if need be and puts the channels into it; each arrival comes as ``PBXEvent/enteredBridge(_:)``.
    func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError)
    /// Takes everybody out of a bridge and removes it.
    ///
    /// - Throws: `gone` when there is none.
    func destroy(_ bridge: BridgeID) async throws(PBXError)
    /// Ends a channel.
    ///
    /// - Throws: `gone` when there is none.
    func hangUp(_ channel: ChannelID) async throws(PBXError)
}
