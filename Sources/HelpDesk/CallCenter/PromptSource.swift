/// The source of a prompt's audio.
public enum PromptSource: Sendable, Equatable {
    /// Text with placeholders, spoken by the route's voice.
    case text(String)
    /// A recording: the id of a sound, or the path of a sound file.
    case recording(String)
    /// Nothing is played.
    case silent

    /// The maximum number of Unicode scalars in a text.
    ///
    /// Scalars, because one `Character` can have any length.
    public static let maximumTextLength = 1_000

    /// The kind of a source, which is its key wherever a source is written.
    public enum Kind: String, Sendable, CaseIterable, CodingKey {
        case text
        case recording
        case silent
    }

    /// The value of a source as it is written.
    public enum Value: Sendable, Equatable {
        case words(String)
        /// Always `true`.
        case flag
    }

    /// - Parameter words: the value of the key; ignored if that is a flag.
    public init(_ kind: Kind, _ words: String) {
        self =
            switch kind {
            case .text: .text(words)
            case .recording: .recording(words)
            case .silent: .silent
            }
    }

    public var kind: Kind {
        switch self {
        case .text: .text
        case .recording: .recording
        case .silent: .silent
        }
    }

    public var value: Value {
        switch self {
        case .text(let words), .recording(let words): .words(words)
        case .silent: .flag
        }
    }

    /// Whether anything is played.
    public var isHeard: Bool { value != .flag }

    /// The text; `nil` if the source is not a text.
    public var text: String? {
        if case .text(let words) = self { words } else { nil }
    }

    /// The recording; `nil` if the source is not a recording.
    public var recording: String? {
        if case .recording(let name) = self { name } else { nil }
    }
}

extension PromptSource: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        let kinds = try Kind.allCases.filter { try container.contains($0) && !container.decodeNil(forKey: $0) }
        guard let kind = kinds.first, kinds.count == 1 else {
            let known = Kind.allCases.map(\.rawValue).joined(separator: " or ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a prompt has either \(known)"))
        }
        if case .flag = PromptSource(kind, "").value {
            guard try container.decode(Bool.self, forKey: kind) else {
                throw DecodingError.dataCorruptedError(
                    forKey: kind, in: container, debugDescription: "only true is known")
            }
            self.init(kind, "")
        } else {
            self.init(kind, try container.decode(String.self, forKey: kind))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Kind.self)
        switch value {
        case .words(let words): try container.encode(words, forKey: kind)
        case .flag: try container.encode(true, forKey: kind)
        }
    }
}
