/// A prompt that a flow wants to have spoken.
struct PromptOrder: Sendable {
    let kind: PromptKind
    /// Those that will do, the best one first; none where nothing is to be heard.
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
