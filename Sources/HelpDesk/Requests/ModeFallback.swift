/// The reason why a request does not run in the requested mode.
public enum ModeFallback: String, Sendable, Codable, CaseIterable {
    /// There was no call to coach: it became `consult`.
    case noLiveCall = "no_live_call"
    /// The customer was on hold, so that the operator would have heard nobody: it became `consult`.
    case customerOnHold = "customer_on_hold"
    /// The customer sent no sound, without which the PBX cannot whisper: it became `consult`.
    case customerSilent = "customer_silent"
    /// The PBX cannot coach with its driver: it became `consult`.
    case unsupported
    /// The operator's phone accepted no second call: it became `whisper`.
    case operatorBusy = "operator_busy"
}
