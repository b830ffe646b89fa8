public import Foundation
public import HelpDesk

/// Keeps the requests that ended without help, and who has seen to them.
public protocol MissedRequestStore: Sendable {
    /// Newest first.
    ///
    /// - Parameters:
    ///   - departments: only those that one of these departments served; `nil` for all.
    ///   - isSettled: those that somebody has seen to, or the others.
    ///   - after: only older ones than this one.
    func missed(
        departments: Set<String>?, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage
    /// How many nobody has seen to.
    ///
    /// - Parameter limit: what is counted at most.
    func missedCount(departments: Set<String>?, upTo limit: Int) async throws -> Int
    /// - Returns: `nil` when there is no such missed request.
    func missed(_ id: HelpRequestID) async throws -> MissedRequest?
    /// - Parameters:
    ///   - settlement: `nil` opens it again.
    ///   - overwrites: whether it takes the place of another settlement; else only an open one is settled.
    /// - Returns: the request as it is now, and whether this has changed it; `nil` when there is no such missed request.
    func settle(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) async throws -> (request: MissedRequest, isChanged: Bool)?
}

/// The requests that ended without help: supervisors see those of their departments, and say which they have seen to.
public struct MissedRequestService: Sendable {
    /// More are not counted: the list is what they are there for.
    public static let maximumCounted = 100
    /// Of a note, in characters.
    public static let maximumNoteLength = 500

    private let store: any MissedRequestStore
    private let audit: any AuditTrail
    private let now: @Sendable () -> Date

    public init(
        store: any MissedRequestStore, audit: any AuditTrail, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.audit = audit
        self.now = now
    }

    /// Newest first.
    ///
    /// - Parameters:
    ///   - view: whose requests; an operator's finds none.
    ///   - department: only those that this department served.
    ///   - isSettled: those that somebody has seen to, or the others.
    ///   - after: only older ones than this one.
    ///   - limit: 1 to 200.
    public func missed(
        in view: RequestView, department: String? = nil, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage {
        var filter = HistoryFilter()
        filter.departments = department.map { [$0] }
        guard let departments = Self.departments(view.narrowing(filter), view) else {
            return MissedRequestPage(requests: [], next: nil)
        }
        return try await store.missed(departments: departments, isSettled: isSettled, after: after, limit: limit)
    }

    /// How many nobody has seen to, up to ``maximumCounted``.
    public func count(in view: RequestView) async throws -> Int {
        guard let departments = Self.departments(view.narrowing(HistoryFilter()), view) else { return 0 }
        return try await store.missedCount(departments: departments, upTo: Self.maximumCounted)
    }

    /// Notes that somebody has seen to it, or that it is open again.
    ///
    /// - Parameters:
    ///   - id: of the request.
    ///   - view: of whoever says so.
    ///   - author: who says so, as ``MissedRequest/Settlement/by`` has it; `nil` opens it again.
    ///   - note: what came of it; longer than ``maximumNoteLength`` it is cut.
    ///   - overwrites: whether that takes the place of what somebody else has said meanwhile.
    /// - Returns: the request as it is now, and whether this has changed it; `nil` when the view has no such missed
    ///   request.
    public func settle(
        _ id: HelpRequestID, in view: RequestView, by author: String?, note: String? = nil, overwrites: Bool = true
    ) async throws -> (request: MissedRequest, isChanged: Bool)? {
        guard let found = try await store.missed(id), view.supervises(found.request) else { return nil }
        let text = note.map { String($0.prefix(Self.maximumNoteLength)) }.flatMap { $0.isEmpty ? nil : $0 }
        let settled = try await store.settle(
            id, author.map { MissedRequest.Settlement(at: now(), by: $0, note: text) }, overwrites: overwrites)
        if settled?.isChanged == true {
            await audit.note(author == nil ? "reopened" : "settled", "help_request", id.text)
        }
        return settled
    }

    /// - Returns: the departments to look at, `.some(nil)` for all; `nil` for whoever is no supervisor.
    private static func departments(_ filter: HistoryFilter, _ view: RequestView) -> Set<String>?? {
        if case .extensions = view { return nil }
        return .some(filter.departments)
    }
}

extension RequestView {
    /// Whether a request is theirs to look after, not only their own.
    fileprivate func supervises(_ request: HelpRequest) -> Bool {
        if case .extensions = self { return false }
        return admits(request)
    }
}
