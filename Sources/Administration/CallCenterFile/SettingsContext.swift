public import HelpDesk

/// What settings may refer to.
public struct SettingsContext: Sendable {
    /// The settings that exist beside those that are read; empty when these are to replace them all.
    public var existing: CallCenter
    /// The settings whose secrets a mask stands for.
    public var stored: CallCenter
    /// Why a reference to a secret may not be written, `nil` when it may. All may be written where this itself is `nil`, as
    /// by whoever writes files on the bridge's machine.
    public var refusalOfSecret: (@Sendable (SecretReference) -> String?)?
    /// The same for the path of a file: a recording, or a certificate.
    public var refusalOfPath: (@Sendable (String) -> String?)?
    /// Where a source's mapping logs in, where that is not at the source itself.
    public var loginOrigin: @Sendable (LookupSource) -> String?
    /// What is wrong with a prompt's own words, such as a placeholder that is none; `nil` when they can be said.
    public var problemOfPrompt: @Sendable (String) -> String?
    /// What a mapping asks of those that use it; `nil` where that is not known.
    public var mapping: @Sendable (_ name: String) -> MappingSummary?
    /// Why nothing could ever be proven or signed with a secret; `nil` when it can.
    public var problemOfSecret: @Sendable (_ secret: String, WebhookSignature) -> String?
    /// What may be dialled.
    public var policy: DialPolicy
    /// The names of the mappings; when empty, they are not checked.
    public var mappings: Set<String>
    /// The names of the voices; when empty, they are not checked.
    public var voices: Set<String>
    /// The ids of the sounds; when `nil`, they are not checked.
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

    /// To whom a source's credentials go, and how it is made sure that it is them.
    func destination(of source: LookupSource) -> [String] {
        [source.mapping, source.origin, source.caFile ?? "", loginOrigin(source) ?? ""]
    }
}
