/// The values for a prompt's placeholders; `nil` where nothing is known.
public struct PromptValues: Sendable, Codable, Equatable {
    /// The operator's extension.
    public var `operator`: String?
    public var operatorName: String?
    /// The helper's name, or their extension where they have none.
    public var manager: String?
    /// The department's name.
    public var department: String?
    /// The helper's extension.
    public var `extension`: String?
    public var customer: String?
    public var position: String?
    /// Why help is asked, in the asker's words.
    public var reason: String?
    /// The key with which a helper takes the call.
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

/// A prompt that is ready to be played.
public struct PromptAudio: Sendable, Codable, Equatable {
    /// SHA-256 in hex: the name under which it is served.
    public var digest: String
    /// How long it plays, in seconds.
    public var seconds: Double

    public init(digest: String, seconds: Double) {
        self.digest = digest
        self.seconds = seconds
    }

    /// What is stored may be damaged, and nobody can wait for such a length.
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

/// Makes prompts.
public protocol PromptStudio: Sendable {
    /// Prepares one prompt for a waiting call.
    ///
    /// - Parameters:
    ///   - kind: what it is for.
    ///   - source: the route's own text or recording; `nil` takes the voice's text.
    ///   - voice: the voice's name.
    ///   - values: for the placeholders.
    /// - Throws: when neither the source nor the voice's own text could be made into sound.
    func prepare(_ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues) async throws
        -> PromptAudio
    /// The word for *help* in a voice's language, for the displays of phones; `nil` when the voice has none.
    func wordForHelp(voice: String) -> String?
}

extension PromptStudio {
    public func wordForHelp(voice: String) -> String? { nil }
}
