/// An order to a flow that another bridge runs.
public enum ForwardedOrder: Sendable, Equatable, Codable {
    case cancel
    /// The operator pressed again.
    case withdraw
    case take(by: Candidate)
    case visit(by: Candidate, CallMode)

    /// Whether the order is carried out even if its sender no longer waits for the answer: an operator who pressed
    /// again was not refused.
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

/// The answer to an order.
public enum OrderAnswer: Sendable, Equatable, Codable {
    /// The order was carried out; the request as it is stored after that.
    case followed(HelpRequest)
    case refused(CallFlow.Refusal)
    /// The order was followed, but the result could not be stored; the reason.
    case notStored(String)
}

/// Work from other bridges for the flows of a PBX.
public enum ForwardedWork: Sendable {
    /// A request that another bridge accepted and no bridge has run yet: its stored flow.
    ///
    /// - Parameter age: the request's age, measured by neither bridge's clock, because those may differ.
    case request(CallFlow, age: Duration)
    /// - Parameter number: the order's number, which its answer repeats.
    case order(number: Int64, ForwardedOrder, HelpRequestID)
    /// An order to the PBX's owner.
    case ownerOrder(number: Int64, OwnerOrder)
}

/// The exchange between bridges on one database: requests that wait to be run, and orders to running flows.
public protocol OrderForwarding: Sendable {
    /// Sends an order to the bridge that runs the flows of a PBX.
    ///
    /// - Returns: the answer to the order; `nil` if no answer came in time.
    func forward(_ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?) async throws -> OrderAnswer?
    /// Sends an order to the bridge that owns a PBX.
    ///
    /// - Returns: the owner's answer; `nil` if none came in time.
    func forward(_ order: OwnerOrder, on pbx: String?) async throws -> OwnerAnswer?
    /// Waits for work for a PBX; each piece of work is delivered once.
    ///
    /// - Returns: `nil` if the tenure has ended or the task is cancelled.
    func nextWork(under tenure: PBXTenure) async -> [ForwardedWork]?
    /// Answers an order to a flow; an answer of `nil` means that the request is not open.
    func answer(_ number: Int64, with answer: OrderAnswer?) async throws
    /// Answers an order to the PBX's owner.
    func answer(_ number: Int64, with answer: OwnerAnswer) async throws
}
