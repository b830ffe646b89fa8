/// The parts of answers to its calls that the driver reads.
enum ARIAnswer {
    struct Bridge: Decodable {
        var id: String
        var technology: String?
        var channels: [String]?
    }

    /// A recording on the disk of the PBX.
    struct Recording: Decodable {
        var name: String
    }

    /// The state of our application.
    struct Application: Decodable {
        private enum CodingKeys: String, CodingKey {
            case channels = "channel_ids"
        }

        var channels: [String]
    }

    struct Variable: Decodable {
        var value: String
    }

    /// Information about Asterisk itself.
    struct Info: Decodable {
        struct System: Decodable {
            var version: String
        }

        var system: System
    }

    /// A configured phone or trunk.
    struct Endpoint: Decodable {
        private enum CodingKeys: String, CodingKey {
            case resource, state
            case channels = "channel_ids"
        }

        /// The name without the technology.
        var resource: String
        /// `online`, `offline` or `unknown`.
        var state: String?
        var channels: [String]
    }
}
