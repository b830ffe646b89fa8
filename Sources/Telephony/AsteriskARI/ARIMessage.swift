import HelpDesk

/// The parts of an event, and of the lists of channels and bridges, that the driver reads.
struct ARIMessage: Decodable {
    struct Channel: Decodable {
        var id: String
        var state: String?

        var isOurs: Bool { id.hasPrefix(Identifiers.prefix) }

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

        var isOurs: Bool { id.hasPrefix(Identifiers.prefix) }
    }

    struct Playback: Decodable {
        var id: String
        var state: String

        var isOurs: Bool { id.hasPrefix(Identifiers.prefix) }
    }

    var type: String
    var channel: Channel?
    var bridge: Bridge?
    var playback: Playback?
    var cause: Int?
}
