/// What the driver reads of answers to its calls.
enum ARIAnswer {
    struct Bridge: Decodable {
        var id: String
        var technology: String?
        var channels: [String]?
    }

    /// A recording that lies on the disk of the PBX.
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

    /// Of Asterisk itself.
    struct Info: Decodable {
        struct System: Decodable {
            var version: String
        }

        var system: System
    }

    /// A phone or a trunk that is set up.
    struct Endpoint: Decodable {
        private enum CodingKeys: String, CodingKey {
            case resource, state
            case channels = "channel_ids"
        }

        /// Its name, without the technology.
        var resource: String
        /// `online`, `offline` or `unknown`.
        var state: String?
        var channels: [String]
    }
}
