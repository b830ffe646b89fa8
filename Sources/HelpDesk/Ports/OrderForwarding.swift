/// What one bridge wants of a flow that another one runs.
public enum ForwardedOrder: Sendable, Equatable, Codable {
    case cancel
    /// The operator has pressed again.
    case withdraw
    case take(by: Candidate)
    case visit(by: Candidate, CallMode)

    /// Whether it is carried out even where nobody waits for the answer any more: whoever has pressed again was not refused.
    public var isKept: Bool { self == .withdraw }

    var event: CallFlow.Event {
        switch self {
        case .cancel: .cancel
        case .withdraw: .withdrawn
        case .take(let supervisor): .taken(by: supervisor)
        case .visit(let supervisor, let mode): .visited(by: supervisor, mode)
        }
    }
}

/// The answer to something that was asked of a request.
public enum OrderAnswer: Sendable, Equatable, Codable {
    /// The request, as it is stored after that.
    case followed(HelpRequest)
    case refused(CallFlow.Refusal)
    /// It was decided, but could not be stored; the reason.
    case notStored(String)
}

/// What has come from other bridges for the flows of a PBX.
public enum ForwardedWork: Sendable {
    /// A request that another bridge has accepted and nobody has run: its flow as it is stored.
    ///
    /// - Parameter age: for how long it has been there, by no bridge's clock: theirs may differ.
    case request(CallFlow, age: Duration)
    /// - Parameter number: by which it is answered.
    case order(number: Int64, ForwardedOrder, HelpRequestID)
    /// What is wanted of the PBX's owner.
    case ownerOrder(number: Int64, OwnerOrder)
}

/// How bridges on one database reach each other's flows: requests that wait to be run, and orders to those that run.
public protocol OrderForwarding: Sendable {
    /// Gives an order to whichever bridge runs the flows of a PBX.
    ///
    /// - Returns: what became of it; `nil` when nobody has answered in time.
    func forward(_ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?) async throws -> OrderAnswer?
    /// Gives an order to whichever bridge owns a PBX.
    ///
    /// - Returns: its answer; `nil` when nobody has answered in time.
    func forward(_ order: OwnerOrder, on pbx: String?) async throws -> OwnerAnswer?
    /// Waits for what comes for a PBX; each is given once.
    ///
    /// - Returns: `nil` when the tenure has ended, or the task is cancelled.
    func nextWork(under tenure: PBXTenure) async -> [ForwardedWork]?
    /// Tells what became of an order; `nil` where the request is not open.
    func answer(_ number: Int64, with answer: OrderAnswer?) async throws
    /// The same for what is of no request.
    func answer(_ number: Int64, with answer: OwnerAnswer) async throws
}
