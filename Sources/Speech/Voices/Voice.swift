public import HelpDesk

/// How prompts sound and what they say in one language: a file in `Voices/`.
public struct Voice: Sendable, Equatable {
    /// The name by which routes refer to it.
    public var name: String
    /// For people.
    public var title: String
    /// BCP 47, such as `fa` or `en-GB`.
    public var language: String
    public var settings: SpeechSettings { didSet { digests = PromptDigests() } }
    public var spelling: DigitSpelling
    public var preparation: TextPreparation { didSet { digests = PromptDigests() } }
    /// What a placeholder is called in the language, said in a preview in place of a value.
    public var placeholderNames: [PromptPlaceholder: String]
    /// The default texts of each prompt, the richest first. The last one of each has no placeholder.
    public var prompts: [PromptKind: [PromptText]]
    /// The word for *help*, for the displays of phones.
    public var help: String?
    /// Of what was said with these settings and this preparation; copies share them.
    private(set) var digests = PromptDigests()

    public init(
        name: String, title: String, language: String, settings: SpeechSettings,
        spelling: DigitSpelling = DigitSpelling(), preparation: TextPreparation = TextPreparation(),
        placeholderNames: [PromptPlaceholder: String] = [:], prompts: [PromptKind: [PromptText]], help: String? = nil
    ) {
        self.name = name
        self.title = title
        self.language = language
        self.settings = settings
        self.spelling = spelling
        self.preparation = preparation
        self.placeholderNames = placeholderNames
        self.prompts = prompts
        self.help = help
    }

    /// The texts that can be said with these values, the preferred one first.
    ///
    /// - Parameters:
    ///   - kind: which of the voice's own texts may be used.
    ///   - values: for the placeholders.
    ///   - custom: a route's own text, preferred to the voice's.
    /// - Returns: those texts whose placeholders all have a value, each filled when it is asked for. Of a voice from a
    ///   file there always is one.
    public func texts(
        for kind: PromptKind, values: PromptValues, custom: PromptText? = nil
    ) -> some Sequence<String> {
        ([custom].compactMap(\.self) + prompts[kind, default: []]).lazy.compactMap { text in
            text.filled(with: values, spelling: spelling)
        }
    }
}
