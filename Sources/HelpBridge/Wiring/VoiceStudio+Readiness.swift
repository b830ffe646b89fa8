import Administration
import HelpDesk
import Speech

extension VoiceStudio {
    /// Returns the component for prompts.
    ///
    /// If prompts cannot be stored, callers hear them from memory; a PBX that plays them from the disk has none, and
    /// each restart renders them again.
    ///
    /// - Parameter routes: the routes whose voices must exist.
    func readiness(for routes: some Sequence<Route>) async -> Readiness.Component {
        guard isEngineAnswering else {
            return Readiness.Component(
                .prompts, isUp: false, detail: "the speech engine does not answer: callers may hear tones")
        }
        let known = Set(voices.current.names)
        if let route = routes.filter({ !known.contains($0.voice) }).min(by: { $0.code < $1.code }) {
            return Readiness.Component(
                .prompts, isUp: false,
                detail: "the voice \(route.voice) of the route \(route.code) is not there: its calls hear tones")
        }
        let fault = await storageFault()
        return Readiness.Component(
            .prompts, isUp: fault == nil,
            detail: fault == nil ? nil : "prompts cannot be stored and are kept in memory: the log says why")
    }
}
