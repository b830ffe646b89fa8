/// Knows whether the bridge can work.
public protocol ReadinessSource: Sendable {
    /// Called for every `GET /readyz` and each look at the administrators' home; answers from what is already known.
    func readiness() async -> Readiness
}
