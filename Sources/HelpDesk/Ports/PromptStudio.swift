/// The values of a prompt's placeholders; `nil` if unknown.
public struct PromptValues: Sendable, Codable, Equatable {
    /// The operator's extension.
    public var `operator`: String?
    public var operatorName: String?
    /// The helper's name, or their extension if they have no name.
    public var manager: String?
    /// The department's name.
    public var department: String?
    /// The helper's extension.
    public var `extension`: String?
    public var customer: String?
    public var position: String?
    /// The reason for asking for help, in the asker's words.
    public var reason: String?
    /// The key that a helper presses to take the call.
    public var key: String?

    public init(
        operator number: String? = nil, operatorName: String? = nil, manager: String? = nil, department: String? = nil,
        extension managerNumber: String? = nil, customer: String? = nil, position: String? = nil, reason: String? = nil,
        key: String? = nil
    ) {
        self.operator = number
        self.operatorName = operatorName
        self.manager = manager
        self.department = department
        self.extension = managerNumber
        self.customer = customer
        self.position = position
        self.reason = reason
        self.key = key
    }
}

/// The audio of a prompt that is ready to be played.
public struct PromptAudio: Sendable, Codable, Equatable {
    /// The SHA-256 in hex, the name under which the audio is served.
    public var digest: String
    /// The duration in seconds.
    public var seconds: Double

    public init(digest: String, seconds: Double) {
        self.digest = digest
        self.seconds = seconds
    }

    /// Decodes the audio, and rejects an implausible duration: stored data may be damaged, and a flow waits that long.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        digest = try container.decode(String.self, forKey: .digest)
        seconds = try container.decode(Double.self, forKey: .seconds)
        guard (0...86_400).contains(seconds) else {
            throw DecodingError.dataCorruptedError(
                forKey: .seconds, in: container, debugDescription: "no prompt plays for \(seconds) seconds")
        }
    }
}

/// A renderer of prompts.
public protocol PromptStudio: Sendable {
    /// Prepares one prompt for a waiting call.
    ///
    /// - Parameters:
    ///   - kind: the purpose of the prompt.
    ///   - source: the route's own text or recording; `nil` for the voice's text.
    ///   - voice: the voice's name.
    ///   - values: the values of the placeholders.
    /// - Throws: if neither the source nor the voice's own text could be rendered.
    func prepare(_ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues) async throws
        -> PromptAudio
    /// Returns the word for *help* in a voice's language, for phone displays; `nil` if the voice has none.
    func wordForHelp(voice: String) -> String?
}

extension PromptStudio {
    public func wordForHelp(voice: String) -> String? { nil }
}
