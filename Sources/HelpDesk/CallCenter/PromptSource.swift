/// Where the sound of a prompt comes from.
public enum PromptSource: Sendable, Codable, Equatable {
    /// Text with placeholders, spoken by the route's voice.
    case text(String)
    /// A recording: the path of a sound file.
    case recording(String)

    private enum CodingKeys: String, CodingKey {
        case text, recording
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decodeIfPresent(String.self, forKey: .text)
        let recording = try container.decodeIfPresent(String.self, forKey: .recording)
        switch (text, recording) {
        case (let text?, nil): self = .text(text)
        case (nil, let recording?): self = .recording(recording)
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a prompt has either text or recording"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text): try container.encode(text, forKey: .text)
        case .recording(let path): try container.encode(path, forKey: .recording)
        }
    }
}
