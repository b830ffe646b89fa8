public import Foundation
public import HelpDesk

/// A store of the requests that ended without help, and of who has seen to them.
public protocol MissedRequestStore: Sendable {
    /// Returns missed requests, newest first.
    ///
    /// - Parameters:
    ///   - departments: only requests that one of these departments served; `nil` for all.
    ///   - isSettled: whether to return the requests that somebody has seen to, or the others.
    ///   - after: only requests older than this one.
    func missed(
        departments: Set<String>?, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage
    /// Returns the number of requests that nobody has seen to.
    ///
    /// - Parameter limit: the maximum that is counted.
    func missedCount(departments: Set<String>?, upTo limit: Int) async throws -> Int
    /// - Returns: `nil` if there is no such missed request.
    func missed(_ id: HelpRequestID) async throws -> MissedRequest?
    /// - Parameters:
    ///   - settlement: `nil` opens the request again.
    ///   - overwrites: whether it replaces another settlement; if not, only an open request is settled.
    /// - Returns: the request as it is now, and whether this call changed it; `nil` if there is no such missed request.
    func settle(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) async throws -> (request: MissedRequest, isChanged: Bool)?
}

/// The requests that ended without help: supervisors see those of their departments, and mark those they have seen to.
public struct MissedRequestService: Sendable {
    /// The highest count; beyond it, people use the list.
    public static let maximumCounted = 100
    /// The maximum length of a note, in characters.
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

    /// Returns missed requests, newest first.
    ///
    /// - Parameters:
    ///   - view: the requests in view; an operator's view has none.
    ///   - department: only requests that this department served.
    ///   - isSettled: whether to return the requests that somebody has seen to, or the others.
    ///   - after: only requests older than this one.
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

    /// Returns the number of requests that nobody has seen to, up to ``maximumCounted``.
    public func count(in view: RequestView) async throws -> Int {
        guard let departments = Self.departments(view.narrowing(HistoryFilter()), view) else { return 0 }
        return try await store.missedCount(departments: departments, upTo: Self.maximumCounted)
    }

    /// Marks a missed request as seen to, or as open again.
    ///
    /// - Parameters:
    ///   - id: the request's id.
    ///   - view: the view of the person who does it.
    ///   - author: the person, as in ``MissedRequest/Settlement/by``; `nil` opens the request again.
    ///   - note: the outcome; cut after ``maximumNoteLength``.
    ///   - overwrites: whether this replaces what somebody else has said in the meantime.
    /// - Returns: the request as it is now, and whether this call changed it; `nil` if the view has no such missed
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

    /// - Returns: the departments to search, `.some(nil)` for all; `nil` if the view is not a supervisor's.
    private static func departments(_ filter: HistoryFilter, _ view: RequestView) -> Set<String>?? {
        if case .extensions = view { return nil }
        return .some(filter.departments)
    }
}

extension RequestView {
    /// Whether they look after a request as a supervisor, not only as its operator.
    fileprivate func supervises(_ request: HelpRequest) -> Bool {
        if case .extensions = self { return false }
        return admits(request)
    }
}
