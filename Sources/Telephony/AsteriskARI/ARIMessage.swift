import HelpDesk

/// The parts of an event, and of the lists of channels and bridges, that the driver reads.
struct ARIMessage: Decodable {
    struct Channel: Decodable {
        struct Party: Decodable {
            var number: String
        }

        var id: String
        /// Technology, resource and a serial number: `PJSIP/101-00000001`.
        var name: String?
        var state: String?
        var caller: Party?
        var connected: Party?
        var creationtime: String?

        var snapshotState: PBXSnapshot.ChannelState {
            switch state {
            case "Up": .answered
            case "Ringing", "Ring": .ringing
            default: .down
            }
        }
    }

    struct Bridge: Decodable {
        var id: String
        var channels: [String]?
    }

    struct Playback: Decodable {
        var id: String
        var state: String
    }

    /// A recording that is under way, or lies on the disk of the PBX.
    struct Recording: Decodable {
        var name: String
    }

    /// What our application looks after.
    struct Application: Decodable {
        private enum CodingKeys: String, CodingKey {
            case channels = "channel_ids"
        }

        var channels: [String]
    }

    struct Variable: Decodable {
        var value: String
    }

    struct DeviceState: Decodable {
        var state: String
    }

    private enum CodingKeys: String, CodingKey {
        case type, channel, peer, dialstatus, forward, forwarded, digit, args, bridge, playback, recording, cause,
            eventname
        case replacedChannel = "replace_channel"
        case techCause = "tech_cause"
    }

    var type: String
    var channel: Channel?
    /// The channel in whose place `channel` stands after a transfer.
    var replacedChannel: Channel?
    /// The rung channel of a `Dial`.
    var peer: Channel?
    var dialstatus: String?
    /// Where the rung phone sends its call.
    var forward: String?
    /// The channel that is rung there, in the place of `peer`.
    var forwarded: Channel?
    var digit: String?
    /// What the dialplan, or our own order, has given to the application.
    var args: [String]?
    var bridge: Bridge?
    var playback: Playback?
    var recording: Recording?
    /// Q.850.
    var cause: Int?
    /// What the channel's technology says: a SIP status. Asterisk 22 has it.
    var techCause: Int?
    /// Of a user event.
    var eventname: String?
}
