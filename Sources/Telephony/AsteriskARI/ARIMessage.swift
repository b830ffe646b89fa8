import HelpDesk
import JSON

/// An event, whose parts are read when they are accessed.
struct ARIMessage: Sendable {
    /// A channel, of an event or of an answer.
    ///
    /// It keeps the whole message, or answer, in memory.
    struct Channel {
        private let json: JSONSlice
        let id: String

        /// - Returns: `nil` if it has no id.
        init?(_ json: JSONSlice) {
            guard let id = json["id"]?.text else { return nil }
            self.json = json
            self.id = id
        }

        /// The technology, the resource and a serial number: `PJSIP/101-00000001`.
        var name: String? { json["name"]?.text }
        var state: String? { json["state"]?.text }
        /// The number that its phone shows.
        var caller: String? { json["caller"]?["number"]?.text }
        /// The number of the other party.
        var connected: String? { json["connected"]?["number"]?.text }
        var creationtime: String? { json["creationtime"]?.text }

        var snapshotState: PBXSnapshot.ChannelState {
            switch state {
            case "Up": .answered
            case "Ringing", "Ring": .ringing
            default: .down
            }
        }
    }

    struct Playback {
        var id: String
        var state: String
    }

    private let json: JSONSlice
    let type: String

    /// - Returns: `nil` if it is not an object that names its type.
    init?(_ bytes: [UInt8]) {
        guard let json = JSONSlice(bytes), let type = json["type"]?.text else { return nil }
        self.json = json
        self.type = type
    }

    /// The channel; `nil` if its id could not be part of an address, since nothing could ever be ordered for it.
    var channel: Channel? {
        json["channel"].flatMap(Channel.init).flatMap { ["", ".", ".."].contains($0.id) ? nil : $0 }
    }
    /// The channel that `channel` replaced in a transfer.
    var replacedChannel: Channel? { json["replace_channel"].flatMap(Channel.init) }
    /// The rung channel of a `Dial`.
    var peer: Channel? { json["peer"].flatMap(Channel.init) }
    var dialstatus: String? { json["dialstatus"]?.text }
    /// The target of the rung phone's call forwarding.
    var forward: String? { json["forward"]?.text }
    /// The channel that is rung there instead of `peer`.
    var forwarded: Channel? { json["forwarded"].flatMap(Channel.init) }
    var digit: String? { json["digit"]?.text }
    /// The first argument that the dialplan, or our own order, passed to the application.
    var argument: String? { json["args"]?.first?.text }
    /// The name of a bridge.
    var bridge: String? { json["bridge"]?["id"]?.text }
    var playback: Playback? { json["playback"].flatMap(Playback.init) }
    /// The name of a recording.
    var recording: String? { json["recording"]?["name"]?.text }
    /// The Q.850 cause.
    var cause: Int? { json["cause"]?.integer }
    /// The cause in the channel's technology: a SIP status.
    ///
    /// Only Asterisk 22 reports it.
    var techCause: Int? { json["tech_cause"]?.integer }
    /// The name of a user event.
    var eventname: String? { json["eventname"]?.text }
}

extension ARIMessage.Playback {
    init?(_ json: JSONSlice) {
        guard let id = json["id"]?.text, let state = json["state"]?.text else { return nil }
        self.init(id: id, state: state)
    }
}
