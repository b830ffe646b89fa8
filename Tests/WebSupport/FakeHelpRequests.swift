public import Administration
import Foundation

@testable public import HelpDesk

/// A help desk in memory, with one route, one operator and one department, that fails when it is told to.
public final class FakeHelpRequests: HelpRequestService, @unchecked Sendable {  // `state` is only touched under `lock`.
    private struct State {
        var requests: [HelpRequest] = []
        var records: [String: IdempotencyRecord] = [:]
        var refusal: HelpDeskError?
        var readFailure: (any Error & Sendable)?
        var drafts: [HelpRequestDraft] = []
        var watched: [Int64?] = []
        var paused: Set<String> = []
        var visits: [String] = []
        var keysInFlight: Set<String> = []
    }

    public struct DiskFailure: Error {
        public init() {}
    }

    private let lock = NSLock()
    private var state = State()
    public typealias Tell = (HelpRequestSignal) async throws -> Void

    private let beforeCommit: @Sendable () async -> Void
    private let onWatch: (@Sendable (Tell) async throws -> Void)?

    /// - Parameters:
    ///   - beforeCommit: what a submission waits for.
    ///   - onWatch: what tells those who watch, in place of what usually does.
    public init(
        beforeCommit: @escaping @Sendable () async -> Void = {},
        onWatch: (@Sendable (Tell) async throws -> Void)? = nil
    ) {
        self.beforeCommit = beforeCommit
        self.onWatch = onWatch
    }

    /// What was submitted, in order.
    public var drafts: [HelpRequestDraft] { lock.withLock { state.drafts } }
    public var requests: [HelpRequest] { lock.withLock { state.requests } }

    /// Makes every submission and cancellation fail; `nil` ends that.
    public func refuse(with error: HelpDeskError?) { lock.withLock { state.refusal = error } }

    /// Makes every read fail.
    public func failReading(with error: any Error & Sendable) { lock.withLock { state.readFailure = error } }

    public func add(_ request: HelpRequest) { lock.withLock { state.requests.append(request) } }

    public func change(_ id: HelpRequestID, to newState: RequestState) {
        lock.withLock {
            guard let index = state.requests.firstIndex(where: { $0.id == id }) else { return }
            state.requests[index].enter(newState, at: Date())
        }
    }

    public func submit(_ draft: HelpRequestDraft, once key: IdempotencyKey?) async throws(HelpDeskError) -> Submission {
        guard let key else { return .accepted(try await submit(draft)) }
        guard lock.withLock({ state.keysInFlight.insert(key.text).inserted }) else { throw .idempotencyKeyInFlight }
        defer { _ = lock.withLock { state.keysInFlight.remove(key.text) } }
        let (failure, earlier) = lock.withLock { (state.readFailure, state.records[key.text]) }
        if let failure { throw .notStored("\(failure)") }
        if let earlier {
            guard earlier.key == key else { throw .idempotencyKeyReused }
            return .replayed(earlier.request, earlier.snapshot ?? requests.first { $0.id == earlier.request })
        }
        let request = try await submit(draft)
        lock.withLock { state.records[key.text] = IdempotencyRecord(key, snapshot: request) }
        return .accepted(request)
    }

    public func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest {
        await beforeCommit()
        if let refusal = lock.withLock({ state.refusal }) { throw refusal }
        guard draft.route == "*5003" else { throw .unknownRoute(draft.route) }
        guard draft.operator == "101" else { throw .unknownOperator(draft.operator) }
        let department = draft.department ?? "support"
        guard department == "support" else { throw .unknownDepartment(department) }
        let now = Date()
        let request = HelpRequest(
            id: HelpRequestID(at: now), route: draft.route, operator: draft.operator, department: department,
            mode: draft.mode ?? .consult, customer: draft.customer, reason: draft.reason, urgency: draft.urgency,
            createdAt: now)
        // The flow moves on before the caller learns of the commit.
        var rung = request
        rung.enter(.ringingOperator, at: now)
        lock.withLock { [rung] in
            state.drafts.append(draft)
            state.requests.append(rung)
        }
        return request
    }

    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        guard draft.operator == "101" else { throw .unknownOperator(draft.operator) }
        return Explanation(
            operator: draft.operator, route: draft.route, department: "support", mode: .consult, detection: .crm,
            lookup: [LookupReport(source: "crm:main", result: .timeout, milliseconds: 800, detail: "too slow")],
            ladder: [
                Explanation.Rung(
                    position: 1, extension: "200", name: "Sara", source: "department:support", reason: "a helper")
            ], passedOver: [])
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try lock.withLock {
            if let failure = state.readFailure { throw failure }
            return state.requests.first { $0.id == id }
        }
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try lock.withLock {
            if let failure = state.readFailure { throw failure }
            let found = state.requests.filter { request in
                (query.state.map { $0 == request.state } ?? true)
                    && (query.operator.map { $0 == request.operator } ?? true)
                    && (query.department.map { $0 == request.department } ?? true)
                    && (query.departments.map { $0.contains(request.department) } ?? true)
                    && (query.after.map { request.id.text < $0.text } ?? true)
            }
            return Array(found.sorted { $0.id.text > $1.id.text }.prefix(query.limit))
        }
    }

    public func requestsInProgress() async throws -> [HelpRequest] {
        try lock.withLock {
            if let failure = state.readFailure { throw failure }
            return state.requests.filter { !$0.state.isEnd }
        }
    }

    /// After which revision each stream began.
    public var watched: [Int64?] { lock.withLock { state.watched } }

    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await request(id).map { HelpRequestChange(revision: 7, request: $0) }
    }

    /// Tells every request that it has, as number 7, and a sign of life.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        lock.withLock { state.watched.append(revision) }
        if let onWatch { return try await onWatch(tell) }
        for request in requests where id == nil || request.id == id {
            try await tell(.change(HelpRequestChange(revision: 7, request: request)))
        }
        try await tell(.quiet)
    }

    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        if let refusal = lock.withLock({ state.refusal }) { throw refusal }
        change(id, to: .cancelled)
        guard let request = lock.withLock({ state.requests.first { $0.id == id } }) else { throw .unknownRequest(id) }
        return request
    }

    /// Who has taken or joined what, and how.
    public var visits: [String] { lock.withLock { state.visits } }

    public func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        try note("\(number) takes \(id)", about: id)
    }

    public func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    {
        try note("\(number) joins \(id): \(mode)", about: id)
    }

    private func note(_ visit: String, about id: HelpRequestID) throws(HelpDeskError) -> HelpRequest {
        if let refusal = lock.withLock({ state.refusal }) { throw refusal }
        guard let request = requests.first(where: { $0.id == id }) else { throw .unknownRequest(id) }
        lock.withLock { state.visits.append(visit) }
        return request
    }

    private var callCenter: CallCenter {
        CallCenter(
            departments: [Department(id: "support", name: "Support", helpers: [.init(extension: "200", name: "Sara")])],
            paused: lock.withLock { state.paused })
    }

    public func helpers() -> [HelperStatus] { callCenter.helpers }

    public func helper(_ number: String) throws(HelpDeskError) -> HelperStatus {
        guard number.allSatisfy(\.isNumber) else { throw .forbiddenNumber(number) }
        return callCenter.helper(number)
    }

    public func setPaused(_ number: String, _ isPaused: Bool) async throws(HelpDeskError) -> HelperStatus {
        _ = try helper(number)
        lock.withLock { if isPaused { state.paused.insert(number) } else { state.paused.remove(number) } }
        return try helper(number)
    }

    /// As the database does once an answer is old.
    public func forgetAnswers() {
        lock.withLock {
            for key in state.records.keys { state.records[key]?.snapshot = nil }
        }
    }
}
