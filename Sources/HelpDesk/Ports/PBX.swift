public import Foundation

/// An order to ring a phone.
public struct Origination: Sendable, Equatable {
    /// The kind of destination to ring, since a phone and its extension may differ.
    public enum Destination: Sendable, Equatable {
        /// The extension as the PBX routes it: follow-me, forwarding and *do not disturb* apply.
        case `extension`
        /// The phone of somebody who asked to be called; if there is no such phone, the number is rung as an extension.
        case phone
        /// An extension of another PBX with this id, reached over the trunk.
        case otherPBX(String)
    }

    public var channel: ChannelID
    public var number: DialableNumber
    /// The ringing time.
    public var timeoutSeconds: Int
    /// The caller's name on the rung phone's display.
    public var callerName: String
    public var callerNumber: String
    /// The channel on whose behalf this channel is created.
    public var originator: ChannelID?
    /// Whether the phone is asked to answer automatically.
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

/// The reason why a leg ended, in the help desk's terms.
public enum HangupReason: String, Sendable, Codable {
    /// Somebody hung up, or HelpBridge did.
    case normal
    case busy
    case declined
    case noAnswer
    /// The phone is not registered, unknown, or unreachable.
    case offline
    /// The PBX failed to connect the call.
    case failed
}

/// The reason why an order to the PBX failed, and whether it may have been carried out.
public enum PBXError: Error, Sendable, Equatable {
    /// The event stream is down: the order was not sent, and is worth repeating later.
    case notConnected
    /// The phone cannot be reached.
    case offline
    /// The channel, bridge or playback does not exist, or no longer.
    case gone
    /// The PBX refused, for a reason in its own words.
    case refused(String)
    /// The PBX did not answer; the order may have been carried out.
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
    /// The event stream is up; the snapshot is the state of the PBX.
    case synchronized(PBXSnapshot)
    /// The event stream is down; events are missed until it is back.
    case disconnected(reason: String)
    case ringing(ChannelID)
    case answered(ChannelID)
    /// A channel ended; the cause is the network's, if the PBX reports it.
    case ended(ChannelID, HangupReason, HangupCause? = nil)
    /// A channel of ours entered one of our bridges; a channel is never meant for more than one bridge at a time.
    case enteredBridge(ChannelID)
    /// Somebody dialled a code that leads to us.
    case arrived(IncomingCall)
    /// A phone that we ring redirected its call (SIP 302) before answering.
    ///
    /// The PBX rings the new number on another channel, and the first channel ends.
    case forwarded(ChannelID, to: String, as: ChannelID)
    /// Somebody answered in place of a phone that we ring: a colleague who picked up the call, or the person it was
    /// forwarded to.
    ///
    /// They continue on another channel, and the first channel is gone.
    case pickedUp(ChannelID, by: ChannelID)
    /// A key was pressed.
    case pressed(ChannelID, Character)
    /// A channel in one of our bridges was transferred and is replaced by the transfer's target.
    case replaced(ChannelID, by: ChannelID)
    case playbackFinished(PlaybackID, succeeded: Bool)
    /// A recording finished, or failed.
    case takeFinished(TakeID, succeeded: Bool)
}

/// An unanswered call to one of our codes.
public struct IncomingCall: Sendable, Equatable {
    public var channel: ChannelID
    /// The dialled code.
    public var code: String
    /// The caller's numbers as the PBX reports them, most trustworthy first.
    public var callers: [String]
    /// Whether the call was found waiting because its arrival was missed.
    ///
    /// A request may already have it, and `code` is then the number that the phone dialled, which the dialplan may have
    /// mapped to the code.
    public var wasFound: Bool

    public init(channel: ChannelID, code: String, callers: [String], wasFound: Bool = false) {
        self.channel = channel
        self.code = code
        self.callers = callers
        self.wasFound = wasFound
    }
}

/// A phone's call with another party, not created by us.
public struct LiveCall: Sendable, Equatable {
    /// The channel of the phone's side of the call.
    public var channel: ChannelID
    /// Whether the phone's user put the other side on hold.
    ///
    /// Nothing is sent to their phone then: they would not hear a whisper.
    public var isOnHold: Bool
    /// Whether the other side sends no audio at all; the PBX cannot whisper then.
    public var isSilent: Bool

    public init(_ channel: ChannelID, isOnHold: Bool = false, isSilent: Bool = false) {
        self.channel = channel
        self.isOnHold = isOnHold
        self.isSilent = isSilent
    }
}

/// The state of a phone as the PBX knows it without ringing.
///
/// It may be wrong: only ringing shows it for sure.
public enum DeviceState: String, Sendable, Equatable, Codable, CaseIterable {
    /// Registered, and not in use.
    case idle
    case ringing
    /// In a call, or holding a call.
    case inUse
    /// Not registered.
    case unavailable
    /// The state is unknown, as for an outside number.
    case unknown
}

/// The channels and bridges that HelpBridge is responsible for.
///
/// Its channels are those with our prefix, and other channels that were handed to us: operators who dialled a code, and
/// the targets of transfers.
public struct PBXSnapshot: Sendable, Equatable {
    /// The state of a channel on the PBX.
    public enum ChannelState: Sendable, Equatable {
        case down
        case ringing
        case answered
    }

    public var channels: [ChannelID: ChannelState]
    public var bridges: [BridgeID: Set<ChannelID>]
    /// Channels that may have no known owner yet: the events right after this snapshot introduce them as successors of
    /// other channels, or they are calls waiting to be answered.
    public var newcomers: Set<ChannelID> = []
    /// The time of the request for the snapshot, which does not reflect later orders.
    public var takenAt: Date
    /// The same moment on a clock that cannot be set; `nil` if the snapshot does not come from a PBX.
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

    /// Whether both snapshots have the same content, regardless of when they were taken.
    public static func == (left: PBXSnapshot, right: PBXSnapshot) -> Bool {
        left.channels == right.channels && left.bridges == right.bridges
    }
}

/// A telephone exchange that carries out orders.
///
/// Every order can safely be repeated, because HelpBridge chooses the ids.
public protocol PBX: Sendable {
    /// The PBX's events, in order.
    ///
    /// Consumed once, by the help desk.
    var events: AsyncStream<PBXEvent> { get }
    /// Whether the PBX can add a helper to a live call.
    var supportsCoaching: Bool { get }
    /// Whether the driver may follow the PBX and send it orders; checked before each order.
    var access: PBXAccess { get }
    /// Whether the PBX's events arrive.
    ///
    /// Becomes `true` before ``PBXEvent/synchronized(_:)`` is sent, so that a listener that finds it `false` still
    /// receives that event.
    var isConnected: Bool { get }

    /// Rings a phone, and returns once the PBX has accepted the order, before anybody answers.
    ///
    /// A channel id that is already in use counts as success: the order was a repetition.
    func originate(_ order: Origination) async throws(PBXError)
    /// Answers an incoming call.
    func answer(_ channel: ChannelID) async throws(PBXError)
    /// Returns the state of a phone as the PBX knows it.
    func state(of number: DialableNumber) async throws(PBXError) -> DeviceState
    /// Plays a prompt on a channel; its end is reported as ``PBXEvent/playbackFinished(_:succeeded:)``.
    func play(_ prompt: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async throws(PBXError)
    /// Stops a prompt early; its end is reported as usual.
    func stop(_ playback: PlaybackID) async throws(PBXError)
    /// Returns the call that a phone is on, not counting our own calls; `nil` if there is none.
    ///
    /// If there are several, a call that is not on hold is preferred.
    func liveCall(of number: DialableNumber, apartFrom others: [ChannelID]) async throws(PBXError) -> LiveCall?
    /// Returns the current state of a live call; `nil` if it is over.
    func liveCall(_ channel: ChannelID) async throws(PBXError) -> LiveCall?
    /// Creates a channel that hears both sides of another channel and, depending on the mode, speaks to nobody, to the
    /// other channel's phone, or to both sides.
    ///
    /// It is reported as ``PBXEvent/answered(_:)``, and ends together with the other channel, which is not changed.
    func snoop(_ target: ChannelID, as channel: ChannelID, mode: CallMode) async throws(PBXError)
    /// Plays the ringing tone on an answered channel.
    func startRinging(_ channel: ChannelID) async throws(PBXError)
    /// Stops the ringing tone.
    func stopRinging(_ channel: ChannelID) async throws(PBXError)
    /// Creates the bridge if necessary and adds the channels to it; each arrival is reported as
    /// ``PBXEvent/enteredBridge(_:)``.
    func join(_ channels: [ChannelID], in bridge: BridgeID) async throws(PBXError)
    /// Removes all channels from a bridge, and the bridge itself.
    ///
    /// - Throws: `gone` if it does not exist.
    func destroy(_ bridge: BridgeID) async throws(PBXError)
    /// Ends a channel.
    ///
    /// - Throws: `gone` if it does not exist.
    func hangUp(_ channel: ChannelID) async throws(PBXError)
}
