public import Foundation
public import HelpDesk

/// The record of what a lookup source was asked for a help request and what it answered, with every secret masked.
///
/// It answers "why did the CRM name nobody?", even days later.
public struct LookupTrace: Sendable, Codable, Equatable {
    public var request: HelpRequestID
    /// The source's id.
    public var source: String
    public var askedAt: Date
    /// The exchanges with the source; none if it was not asked because another request asked the same at that moment.
    public var trace: SourceTrace

    public init(request: HelpRequestID, source: String, askedAt: Date, trace: SourceTrace) {
        self.request = request
        self.source = source
        self.askedAt = askedAt
        self.trace = trace
    }
}

/// A log of the traces of help requests' lookups.
public protocol LookupTraceLog: Sendable {
    /// Adds a trace; returns at once, since an operator waits: it is created and written later.
    ///
    /// - Parameters:
    ///   - size: the number of bytes that `make` holds until it is called.
    ///   - make: creates the trace, with secrets masked.
    func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace)
    /// Returns the stored traces of a request, in the order of asking.
    func traces(of request: HelpRequestID) async throws -> [LookupTrace]
}
