import Administration
import Speech

extension VoiceStudio {
    /// Callers hear prompts from memory; a PBX that plays them from the disk hears none, and each restart makes them anew.
    func readiness() async -> Readiness.Component {
        guard isEngineAnswering else {
            return Readiness.Component(
                "prompts", isUp: false, detail: "the speech engine does not answer: callers may hear tones",
                isRequired: false)
        }
        let fault = await storageFault()
        return Readiness.Component(
            "prompts", isUp: fault == nil,
            detail: fault == nil ? nil : "prompts cannot be stored and are kept in memory: the log says why",
            isRequired: false)
    }
}
