/// A prompt that a flow needs.
struct PromptOrder: Sendable {
    let kind: PromptKind
    /// The prompts that may be used, the best one first; empty if nothing should be played.
    let kinds: [PromptKind]
    let source: PromptSource?
    let voice: String
    let values: PromptValues

    init(_ kind: PromptKind, _ values: PromptValues, for flow: CallFlow) {
        self.kind = kind
        self.values = values
        source = flow.route.prompts[kind]
        voice = flow.route.voice
        let isUrgent = kind == .managerIntro && source == nil && flow.request.urgency == .emergency
        let isHeard = source?.isHeard ?? true
        kinds = isUrgent ? [.emergencyIntro, kind] : isHeard ? [kind] : []
    }
}
