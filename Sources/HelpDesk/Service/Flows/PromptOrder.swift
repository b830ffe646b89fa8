/// A prompt that a flow needs.
struct PromptOrder: Sendable {
    let kind: PromptKind
    /// The kind of prompt that is rendered; `nil` if nothing should be played.
    let spoken: PromptKind?
    let source: PromptSource?
    let voice: String
    let values: PromptValues

    init(_ kind: PromptKind, _ values: PromptValues, for flow: CallFlow) {
        self.kind = kind
        self.values = values
        let spoken = kind == .managerIntro ? flow.route.introduction(of: flow.terms.urgency) : kind
        let source = flow.route.prompts[spoken]
        self.spoken = source?.isHeard ?? true ? spoken : nil
        self.source = source
        voice = flow.route.voice
    }
}
