import HelpDesk
import Logging

/// Decodes the messages of the event stream.
struct ARIEventDecoder: Sendable {
    /// A message of the stream that is not what ARI documents.
    struct MalformedMessage: Error, CustomStringConvertible {
        var description: String
    }

    private static let interesting: [[UInt8]] = [
        "StasisStart", "StasisEnd", "ChannelStateChange", "ChannelDestroyed", "ChannelEnteredBridge",
        "PlaybackFinished", "RecordingFinished", "RecordingFailed", "Dial", "ChannelDtmfReceived",
        "ApplicationReplaced", "ChannelUserevent",
    ].map { Array($0.utf8) }
    /// The Q.850 cause of a phone that stops ringing because its call was picked up elsewhere.
    private static let answeredElsewhere = 26
    private static let opening = Array("{\"type\":\"".utf8)

    /// The names of our objects on the PBX.
    let names: PBXNames
    private let journal: HangupJournal

    /// - Parameter logger: logs one line for each of our phones whose call ends; `nil` logs nothing.
    init(names: PBXNames, logger: Logger? = nil) {
        self.names = names
        journal = HangupJournal(logger: logger)
    }

    /// - Throws: ``MalformedMessage``.
    func decode(_ bytes: some Collection<UInt8>) throws -> ARIEvent {
        guard !Self.isIgnorable(bytes) else { return .ignored }
        guard let message = ARIMessage(Array(bytes)) else {
            throw MalformedMessage(description: "it is no JSON object that names its type")
        }
        switch message.type {
        case "StasisStart":
            return try entered(message)
        case "StasisEnd":
            // For a listener, and for a channel that the dialplan handed to us, this is the last event.
            return try event(message.channel, of: message) { .ended($0, .normal) }
        case "ChannelStateChange":
            guard let channel = message.channel else { throw Self.subjectMissing(message) }
            guard channel.state == "Ringing", let id = names.ownChannel(channel.id) else { return .ignored }
            return .happened(.ringing(id))
        case "Dial":
            return dialled(message)
        case "ChannelDtmfReceived":
            guard let key = message.digit?.first else { return .ignored }
            return try event(message.channel, of: message) { .pressed($0, key) }
        case "ChannelDestroyed":
            return try destroyed(message)
        case "ChannelEnteredBridge":
            guard let channel = message.channel.flatMap({ names.channel($0.id) }) else { return .ignored }
            return try event(message.bridge, of: message) { _ in .enteredBridge(channel) }
        case "PlaybackFinished":
            return try event(message.playback?.id, of: message) {
                .playbackFinished(PlaybackID($0), succeeded: message.playback?.state != "failed")
            }
        case "RecordingFinished", "RecordingFailed":
            return try event(message.recording, of: message) {
                .takeFinished(TakeID($0), succeeded: message.type == "RecordingFinished")
            }
        case "ApplicationReplaced":
            return .applicationReplaced
        case "ChannelUserevent":
            return message.eventname == ApplicationProbe.eventName ? .probe : .ignored
        default:
            return .ignored
        }
    }

    private func destroyed(_ message: ARIMessage) throws -> ARIEvent {
        guard let channel = message.channel else { throw Self.subjectMissing(message) }
        let own = names.ownChannel(channel.id)
        // The channel that picked it up enters our application next.
        if own != nil, message.cause == Self.answeredElsewhere { return .ignored }
        guard let id = own ?? names.channel(channel.id) else { return .ignored }
        let cause = HangupCause(q850: message.cause ?? 0, sip: message.techCause)
        let reason = HangupReason(cause: cause.q850, answered: channel.state == "Up")
        if let own { journal.note(own, cause, reason) }
        return .happened(.ended(id, reason, cause.told(with: reason)))
    }

    /// Decodes the progress of a phone that we ring.
    private func dialled(_ message: ARIMessage) -> ARIEvent {
        guard let peer = message.peer.flatMap({ names.channel($0.id) }) else { return .ignored }
        if let target = message.forward, !target.isEmpty {
            // Without a channel it leads nowhere. Asterisk's report of the end that follows depends on the version.
            guard let successor = message.forwarded.flatMap({ names.channel($0.id) }) else {
                return .happened(.ended(peer, .declined))
            }
            return .happened(.forwarded(peer, to: ForwardTarget.number(in: target), as: successor))
        }
        // For a `Local` channel this is the only report: its own end has no cause (measured with 16 and 22).
        if message.dialstatus == "BUSY" { return .happened(.ended(peer, .busy)) }
        // A `Local` channel may report its ringing only here; and if the network plays the ringing tone itself, no
        // ringing is reported at all.
        guard message.dialstatus == "RINGING" || message.dialstatus == "PROGRESS" else { return .ignored }
        return .happened(.ringing(peer))
    }

    /// Decodes a channel's arrival in our application: a channel that we created, a transferred one, or a call to a
    /// request code.
    private func entered(_ message: ARIMessage) throws -> ARIEvent {
        guard let channel = message.channel else { throw Self.subjectMissing(message) }
        if let former = message.replacedChannel {
            guard let former = names.channel(former.id), let successor = names.channel(channel.id) else {
                return .ignored
            }
            return .happened(.replaced(former, by: successor))
        }
        switch names.owner(ofChannel: channel.id) {
        case .ours(let id):
            return .happened(.answered(ChannelID(id)))
        case .stranger(let id):
            guard let code = message.argument, !code.isEmpty else { return .ignored }
            // A channel that answers a phone's call has the argument that was ordered for that phone.
            if let own = names.ownChannel(code) { return .happened(.pickedUp(own, by: ChannelID(id))) }
            return .happened(.arrived(IncomingCall(channel: ChannelID(id), code: code, callers: channel.callers)))
        case .others:
            return .ignored
        }
    }

    /// Returns the event of a channel, unless the channel belongs to others.
    private func event(
        _ channel: ARIMessage.Channel?, of message: ARIMessage, _ make: (ChannelID) -> PBXEvent
    ) throws -> ARIEvent {
        guard let channel else { throw Self.subjectMissing(message) }
        return names.channel(channel.id).map { .happened(make($0)) } ?? .ignored
    }

    /// Returns the event of another object, if the object is ours.
    private func event(
        _ name: String?, of message: ARIMessage, _ make: (String) -> PBXEvent
    ) throws -> ARIEvent {
        guard let name else { throw Self.subjectMissing(message) }
        return names.own(name).map { .happened(make($0)) } ?? .ignored
    }

    private static func subjectMissing(_ message: ARIMessage) -> MalformedMessage {
        MalformedMessage(description: "\(message.type) does not say what it is about")
    }

    /// Whether the type, which Asterisk writes first, already shows that nothing has to be decoded: most events that an
    /// application gets during a call are irrelevant here.
    private static func isIgnorable(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.starts(with: opening) else { return false }
        let type = bytes.dropFirst(opening.count).prefix { $0 != UInt8(ascii: "\"") }
        return !interesting.contains { type.elementsEqual($0) }
    }
}
