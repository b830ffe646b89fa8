/// A source of the bridge's readiness.
public protocol ReadinessSource: Sendable {
    /// Called for every `GET /readyz` and each view of the administrators' home; answers from what is already known.
    func readiness() async -> Readiness
}
