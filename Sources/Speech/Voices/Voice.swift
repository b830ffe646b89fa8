public import HelpDesk

/// The sound and texts of prompts in one language: a file in `Voices/`.
public struct Voice: Sendable, Equatable {
    /// The name that routes refer to.
    public var name: String
    /// The name shown to people.
    public var title: String
    /// A BCP 47 tag, for example `fa` or `en-GB`.
    public var language: String
    public var settings: SpeechSettings { didSet { digests = PromptDigests() } }
    public var spelling: DigitSpelling
    public var preparation: TextPreparation { didSet { digests = PromptDigests() } }
    /// The placeholders' names in the language, spoken in previews instead of values.
    public var placeholderNames: [PromptPlaceholder: String]
    /// The default texts of each prompt, the most detailed first. The last text of each has no placeholder.
    public var prompts: [PromptKind: [PromptText]]
    /// The word for *help*, for the displays of phones.
    public var help: String?
    /// The digests of texts spoken with these settings and this preparation; copies share them.
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

    /// Returns the texts that can be spoken with the given values, the preferred one first.
    ///
    /// - Parameters:
    ///   - kind: the kind of prompt whose texts may be used.
    ///   - values: the values of the placeholders.
    ///   - custom: a route's own text, preferred to the voice's.
    /// - Returns: the texts whose placeholders all have a value, filled lazily. A voice from a file always has at least
    ///   one.
    public func texts(
        for kind: PromptKind, values: PromptValues, custom: PromptText? = nil
    ) -> some Sequence<String> {
        ([custom].compactMap(\.self) + prompts[kind, default: []]).lazy.compactMap { text in
            text.filled(with: values, spelling: spelling)
        }
    }
}
