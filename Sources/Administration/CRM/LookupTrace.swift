public import Foundation
public import HelpDesk

/// What a lookup source was asked for a help request, and what it said, every secret masked: the answer to "why did the CRM
/// name nobody?", also days later.
public struct LookupTrace: Sendable, Codable, Equatable {
    public var request: HelpRequestID
    /// The source's id.
    public var source: String
    public var askedAt: Date
    /// What was exchanged. Of a source that did not have to be asked, since another request asked the same at that moment,
    /// there is none.
    public var trace: SourceTrace

    public init(request: HelpRequestID, source: String, askedAt: Date, trace: SourceTrace) {
        self.request = request
        self.source = source
        self.askedAt = askedAt
        self.trace = trace
    }
}

/// Remembers the traces of help requests' lookups.
public protocol LookupTraceLog: Sendable {
    /// Notes a trace; returns at once, it is made and written later: an operator waits.
    ///
    /// - Parameters:
    ///   - size: how many bytes `make` holds until it is called.
    ///   - make: makes the trace, secrets masked.
    func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace)
    /// What is kept of a request, in the order of asking.
    func traces(of request: HelpRequestID) async throws -> [LookupTrace]
}
