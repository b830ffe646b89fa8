/// What a lookup needs to know of the request.
///
/// A class, since it is passed down through all that waits for an answer, and thousands may wait.
public final class LookupQuestion: Sendable {
    public let `operator`: Operator
    /// The department that the request runs under, with its name.
    public let department: Department?
    public let route: Route
    /// The route's sources, in order.
    public let sources: [LookupSource]
    /// What the sources are told of the trace that the request belongs to; their answer does not depend on it.
    public let trace: TraceContext?
    /// For which help request they are asked; `nil` for a question that somebody tries.
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

/// What the lookup sources said, all together.
public struct LookupAnswer: Sendable, Equatable {
    /// In the order in which they should be rung.
    public var candidates: [Candidate]
    /// One line a source that was asked, in the order of asking.
    public var reports: [LookupReport]

    public init(candidates: [Candidate] = [], reports: [LookupReport] = []) {
        self.candidates = candidates
        self.reports = reports
    }
}

/// Knows, or asks, who the manager of an operator is.
public protocol ManagerDirectory: Sendable {
    /// Asks the sources within the answer budget. Never throws: a source that fails is a line in the reports.
    func managers(for question: LookupQuestion) async -> LookupAnswer
}
