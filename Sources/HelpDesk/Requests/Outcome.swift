/// The outcome of a help request: a stable word for statistics and for the CRM.
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// A helper and the operator were joined.
    case helped
    /// Neither a CRM nor the tables named anyone to ring.
    case noManager = "no_manager"
    /// No helper was online, by their presence.
    case paused
    /// Helpers were rung; none answered.
    case noAnswer = "no_answer"
    /// Every helper who could be reached was on the phone.
    case busy
    /// No helper's phone was registered.
    case offline
    /// The operator's phone rang until its time was up.
    case operatorNoAnswer = "operator_no_answer"
    /// The operator's phone was busy, or they declined.
    case operatorBusy = "operator_busy"
    /// The operator's phone is not registered.
    case operatorOffline = "operator_offline"
    /// The operator hung up before a helper was joined.
    case operatorHungUp = "operator_hung_up"
    /// The operator's live call ended before a helper joined it.
    case callEnded = "call_ended"
    /// The PBX refused an order that the request could not do without.
    case pbxError = "pbx_error"
    /// Cancelled by the operator, or through the API.
    case cancelled
    /// The request could not be served before it expired.
    case expired
}
