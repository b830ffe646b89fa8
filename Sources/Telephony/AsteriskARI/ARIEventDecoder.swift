import Foundation
import HelpDesk

/// Reads the messages of the event stream.
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
    private static let opening = Array("{\"type\":\"".utf8)

    private let decoder = JSONDecoder()

    /// - Throws: ``MalformedMessage``.
    func decode(_ bytes: some Collection<UInt8>) throws -> ARIEvent {
        guard !Self.isIgnorable(bytes) else { return .ignored }
        let message: ARIMessage
        do {
            message = try decoder.decode(ARIMessage.self, from: Data(bytes))
        } catch {
            throw MalformedMessage(description: "\(error)")
        }
        switch message.type {
        case "StasisStart":
            return try Self.entered(message)
        case "StasisEnd":
            // Of a listener, and of a channel that the dialplan has handed to us, this is the last that is told.
            return try Self.event(message.channel, of: message, where: { _ in true }) {
                .ended(ChannelID($0.id), .normal)
            }
        case "ChannelStateChange":
            return try Self.event(message.channel, of: message, where: { $0.isOurs && $0.state == "Ringing" }) {
                .ringing(ChannelID($0.id))
            }
        case "Dial":
            // Where the network plays the ringing tone itself, no ringing is reported.
            guard message.dialstatus == "PROGRESS", let peer = message.peer, peer.isOurs else { return .ignored }
            return .happened(.ringing(ChannelID(peer.id)))
        case "ChannelDtmfReceived":
            guard let key = message.digit?.first else { return .ignored }
            return try Self.event(message.channel, of: message, where: { _ in true }) {
                .pressed(ChannelID($0.id), key)
            }
        case "ChannelDestroyed":
            return try Self.event(message.channel, of: message, where: { _ in true }) { channel in
                .ended(ChannelID(channel.id), HangupReason(cause: message.cause ?? 0, answered: channel.state == "Up"))
            }
        case "ChannelEnteredBridge":
            guard let channel = message.channel else { return .ignored }
            return try Self.event(message.bridge, of: message, where: \.isOurs) {
                .joined(BridgeID($0.id), ChannelID(channel.id))
            }
        case "PlaybackFinished":
            return try Self.event(message.playback, of: message, where: \.isOurs) {
                .playbackFinished(PlaybackID($0.id), succeeded: $0.state != "failed")
            }
        case "RecordingFinished", "RecordingFailed":
            return try Self.event(message.recording, of: message, where: \.isOurs) {
                .takeFinished(TakeID($0.name), succeeded: message.type == "RecordingFinished")
            }
        case "ApplicationReplaced":
            return .applicationReplaced
        case "ChannelUserevent":
            return message.eventname == ApplicationProbe.eventName ? .probe : .ignored
        default:
            return .ignored
        }
    }

    /// A channel has come into our application: one that we have made, a transferred one, or a dialled request code.
    private static func entered(_ message: ARIMessage) throws -> ARIEvent {
        if let former = message.replacedChannel {
            return try event(message.channel, of: message, where: { _ in true }) {
                .replaced(ChannelID(former.id), by: ChannelID($0.id))
            }
        }
        return try event(message.channel, of: message, where: { $0.isOurs || message.args?.first?.isEmpty == false }) {
            guard !$0.isOurs, let code = message.args?.first else { return .answered(ChannelID($0.id)) }
            return .arrived(IncomingCall(channel: ChannelID($0.id), code: code, callers: $0.callers))
        }
    }

    private static func event<Subject>(
        _ subject: Subject?, of message: ARIMessage, where isWanted: (Subject) -> Bool, _ make: (Subject) -> PBXEvent
    ) throws -> ARIEvent {
        guard let subject else { throw MalformedMessage(description: "\(message.type) does not say what it is about") }
        return isWanted(subject) ? .happened(make(subject)) : .ignored
    }

    /// Whether the type, which Asterisk writes first, tells already that nothing has to be decoded: most of what an
    /// application gets on a call is of no interest here.
    private static func isIgnorable(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.starts(with: opening) else { return false }
        let type = bytes.dropFirst(opening.count).prefix { $0 != UInt8(ascii: "\"") }
        return !interesting.contains { type.elementsEqual($0) }
    }
}
