/// How the helper joins the operator.
public enum CallMode: String, Sendable, Codable, CaseIterable {
    /// The helper hears the live call, and only the operator hears them.
    case whisper
    /// A call of their own; the customer's call is never touched.
    case consult
    /// All three talk.
    case barge
    /// The helper only hears.
    case listen

    /// Whether the helper comes to the operator's live call, rather than the operator to a call of its own.
    public var isCoaching: Bool { self != .consult }
}

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
