public import HelpDesk

/// A voice that routes may name.
public struct VoiceSummary: Sendable, Equatable {
    public var name: String
    /// The name for people.
    public var title: String
    /// The language, as a BCP 47 tag.
    public var language: String
    /// The voice's own texts, for routes without one: each is the text for the most that can be known.
    public var texts: [PromptKind: String]

    public init(name: String, title: String, language: String, texts: [PromptKind: String]) {
        self.name = name
        self.title = title
        self.language = language
        self.texts = texts
    }
}

/// A provider of the currently available voices.
public protocol VoiceProvider: Sendable {
    /// Returns the voices, by name.
    func voices() -> [VoiceSummary]
}
