/// The question of a lookup: what the sources need to know about the request.
///
/// A class, because everything that waits for an answer holds it, and thousands may wait.
public final class LookupQuestion: Sendable {
    public let `operator`: Operator
    /// The request's department.
    public let department: Department?
    public let route: Route
    /// The route's sources, in order.
    public let sources: [LookupSource]
    /// The request's trace, passed to the sources; it does not affect their answer.
    public let trace: TraceContext?
    /// The help request that needs the answer; `nil` for a trial lookup.
    public let request: HelpRequestID?

    public init(
        operator caller: Operator, department: Department?, route: Route, sources: [LookupSource],
        trace: TraceContext? = nil, request: HelpRequestID? = nil
    ) {
        self.operator = caller
        self.department = department
        self.route = route
        self.sources = sources
        self.trace = trace
        self.request = request
    }
}

/// The combined answer of the lookup sources.
public struct LookupAnswer: Sendable, Equatable {
    /// The candidates, in ringing order.
    public var candidates: [Candidate]
    /// One report per source asked, in the order of asking.
    public var reports: [LookupReport]

    public init(candidates: [Candidate] = [], reports: [LookupReport] = []) {
        self.candidates = candidates
        self.reports = reports
    }
}

/// A directory that knows or finds out who an operator's manager is.
public protocol ManagerDirectory: Sendable {
    /// Asks the sources within the answer budget.
    ///
    /// Never throws: a failed source is reported in the answer.
    func managers(for question: LookupQuestion) async -> LookupAnswer
}
