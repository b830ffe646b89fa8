public import HelpDesk

/// The context of settings: what they may refer to, and how they are checked.
public struct SettingsContext: Sendable {
    /// The settings that exist in addition to those that are read; empty if these replace all of them.
    public var existing: CallCenter
    /// The settings whose secrets a mask stands for.
    public var stored: CallCenter
    /// Returns why a reference to a secret may not be written, `nil` if it may.
    ///
    /// If this is itself `nil`, all may be written, as by people who write files on the bridge's machine.
    public var refusalOfSecret: (@Sendable (SecretReference) -> String?)?
    /// Returns why the path of a file, a recording or a certificate, may not be written, like ``refusalOfSecret``.
    public var refusalOfPath: (@Sendable (String) -> String?)?
    /// Returns where a source's mapping logs in, if that is not at the source itself.
    public var loginOrigin: @Sendable (LookupSource) -> String?
    /// Returns what is wrong with a prompt's own text, such as an unknown placeholder; `nil` if it can be spoken.
    public var problemOfPrompt: @Sendable (String) -> String?
    /// Returns what a mapping requires of those that use it; `nil` if that is unknown.
    public var mapping: @Sendable (_ name: String) -> MappingSummary?
    /// Returns why nothing could ever be proven or signed with a secret; `nil` if it can be.
    public var problemOfSecret: @Sendable (_ secret: String, WebhookSignature) -> String?
    /// The rules for what may be dialled.
    public var policy: DialPolicy
    /// The names of the mappings; not checked if empty.
    public var mappings: Set<String>
    /// The names of the voices; not checked if empty.
    public var voices: Set<String>
    /// The ids of the sounds; not checked if `nil`.
    public var sounds: Set<String>?

    public init(
        existing: CallCenter = CallCenter(), stored: CallCenter = CallCenter(),
        refusalOfSecret: (@Sendable (SecretReference) -> String?)? = nil,
        refusalOfPath: (@Sendable (String) -> String?)? = nil,
        loginOrigin: @escaping @Sendable (LookupSource) -> String? = { _ in nil },
        problemOfPrompt: @escaping @Sendable (String) -> String? = { _ in nil },
        mapping: @escaping @Sendable (_ name: String) -> MappingSummary? = { _ in nil },
        problemOfSecret: @escaping @Sendable (_ secret: String, WebhookSignature) -> String? = { _, _ in nil },
        policy: DialPolicy,
        mappings: Set<String> = [], voices: Set<String> = [], sounds: Set<String>? = nil
    ) {
        self.existing = existing
        self.stored = stored
        self.refusalOfSecret = refusalOfSecret
        self.refusalOfPath = refusalOfPath
        self.loginOrigin = loginOrigin
        self.problemOfPrompt = problemOfPrompt
        self.mapping = mapping
        self.problemOfSecret = problemOfSecret
        self.policy = policy
        self.mappings = mappings
        self.voices = voices
        self.sounds = sounds
    }

    /// Returns where a source's credentials go, and what authenticates that destination.
    func destination(of source: LookupSource) -> [String] {
        [source.mapping, source.origin, source.caFile ?? "", loginOrigin(source) ?? ""]
    }
}
