public import HelpDesk

/// One voice that routes may name.
public struct VoiceSummary: Sendable, Equatable {
    public var name: String
    /// For people.
    public var title: String
    /// BCP 47.
    public var language: String
    /// What it says where a route says nothing else: the text for the most that can be known.
    public var texts: [PromptKind: String]

    public init(name: String, title: String, language: String, texts: [PromptKind: String]) {
        self.name = name
        self.title = title
        self.language = language
        self.texts = texts
    }
}

/// Knows the voices that are there now.
public protocol VoiceProvider: Sendable {
    /// By name.
    func voices() -> [VoiceSummary]
}
