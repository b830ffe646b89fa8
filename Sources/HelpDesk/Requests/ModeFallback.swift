/// Why a request does not run in the mode that was asked for.
public enum ModeFallback: String, Sendable, Codable, CaseIterable {
    /// There was no call to coach: it became `consult`.
    case noLiveCall = "no_live_call"
    /// The customer was on hold, so that the operator would have heard nobody: it became `consult`.
    case customerOnHold = "customer_on_hold"
    /// The customer sent no sound, without which the PBX cannot whisper: it became `consult`.
    case customerSilent = "customer_silent"
    /// The PBX cannot coach as it is driven: it became `consult`.
    case unsupported
    /// The operator's phone took no second call: it became `whisper`.
    case operatorBusy = "operator_busy"
}
