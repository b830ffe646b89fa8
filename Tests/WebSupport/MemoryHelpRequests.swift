public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk
import Logging
import Telephony

/// The help desk over requests in memory. It decides as ever what is accepted; then nobody goes on with the call: what
/// becomes of a request is up to the test, and supervisors are only remembered. It fails when it is told to.
public final class MemoryHelpRequests: HelpRequestService {
    public typealias Tell = (HelpRequestSignal) async throws -> Void

    public struct DiskFailure: Error {
        public init() {}
    }

    /// Of what goes on in a call, which nobody carries on here.
    private struct NoAudit: AuditTrail {
        func note(_ action: String, _ kind: String, _ item: String) async {}
    }

    private struct State: Sendable {
        var refusal: HelpDeskError?
        var drafts: [HelpRequestDraft] = []
        var watched: [Int64?] = []
        var visits: [String] = []
        var phones: [String: DeviceState] = [:]
    }

    /// A CRM that is too slow.
    private struct SlowDirectory: ManagerDirectory {
        func managers(for question: LookupQuestion) async -> LookupAnswer {
            LookupAnswer(
                candidates: [],
                reports: [LookupReport(source: .crm("main"), result: .timeout, milliseconds: 800, detail: "too slow")])
        }
    }

    private struct SilentStudio: PromptStudio {
        struct NothingToSay: Error {}

        func prepare(
            _ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues
        ) async throws -> PromptAudio {
            throw NothingToSay()
        }
    }

    /// The settings that the requests go by, in which presences change.
    public let callCenter: any CallCenterSource
    private let state = Locked(State())
    private let store: MemoryRequests
    private let service: HelpDeskService
    private let onWatch: (@Sendable (Tell) async throws -> Void)?

    /// - Parameters:
    ///   - beforeCommit: what a submission waits for.
    ///   - onWatch: what tells those who watch, in place of what usually does.
    public init(
        beforeCommit: @escaping @Sendable () async -> Void = {},
        onWatch: (@Sendable (Tell) async throws -> Void)? = nil
    ) {
        guard let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$") else { preconditionFailure("the pattern is right") }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let settings = MemorySettings(FakeCallCenter().current)
        callCenter = settings
        store = MemoryRequests(beforeCommit: beforeCommit)
        service = HelpDeskService(
            ports: HelpDeskPorts(
                pbxs: PBXSet(SimulatedPBX(logger: logger)), store: store, directory: SlowDirectory(),
                studio: SilentStudio(),
                callCenter: settings, presences: settings, audit: NoAudit()),
            policy: policy, expireAfterSeconds: 120, logger: logger)
        self.onWatch = onWatch
    }

    /// What was submitted and accepted, in order.
    public var drafts: [HelpRequestDraft] { state.withLock { $0.drafts } }
    /// As they are stored, oldest first.
    public var requests: [HelpRequest] { store.all }
    /// The idempotency keys that count.
    public var keys: [String] { store.keys }
    /// After which revision each stream began.
    public var watched: [Int64?] { state.withLock { $0.watched } }
    /// Who has taken or joined what, and how.
    public var visits: [String] { state.withLock { $0.visits } }

    /// Makes every submission and cancellation fail; `nil` ends that.
    public func refuse(with error: HelpDeskError?) { state.withLock { $0.refusal = error } }

    /// Makes every read fail.
    public func failReading(with error: any Error & Sendable) { store.failReading(with: error) }

    /// Whether nothing can be written.
    public func setFull(_ isFull: Bool) { store.setFull(isFull) }

    /// As the database does once an answer is old.
    public func forgetAnswers() { store.forgetSnapshots() }

    public func add(_ request: HelpRequest) { store.put(request) }

    /// Brings a request on its way.
    public func change(_ id: HelpRequestID, to newState: RequestState) { store.change(id, to: newState) }

    private func checkRefusal() throws(HelpDeskError) {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }

    public func submit(
        _ draft: HelpRequestDraft, mayAct: @escaping @Sendable (HelpRequest) -> Bool = { _ in true }
    ) async throws(HelpDeskError) -> HelpRequest {
        try checkRefusal()
        let request = try await service.submit(draft, mayAct: mayAct)
        accepted(draft, request)
        return request
    }

    public func submit(
        _ draft: HelpRequestDraft, once key: IdempotencyKey?, mayAct: @escaping @Sendable (HelpRequest) -> Bool
    ) async throws(HelpDeskError) -> Submission {
        try checkRefusal()
        let submission = try await service.submit(draft, once: key, mayAct: mayAct)
        if case .accepted(let request) = submission { accepted(draft, request) }
        return submission
    }

    /// The flow moves on before the caller learns of the commit.
    private func accepted(_ draft: HelpRequestDraft, _ request: HelpRequest) {
        state.withLock { $0.drafts.append(draft) }
        if request.state == .accepted { change(request.id, to: .ringingOperator) }
    }

    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        try await service.explain(draft)
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await service.request(id)
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try await service.requests(query)
    }

    public func requestsInProgress() async throws -> [HelpRequest] {
        try await service.requestsInProgress()
    }

    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await service.change(of: id)
    }

    /// Tells every request that there is, and a sign of life.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        state.withLock { $0.watched.append(revision) }
        if let onWatch { return try await onWatch(tell) }
        for change in try await store.changes(after: 0, limit: .max) where id == nil || change.request.id == id {
            try await tell(.change(change))
        }
        try await tell(.quiet)
    }

    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        try checkRefusal()
        // The service would wait for the flow, which nobody runs here.
        guard let request = requests.first(where: { $0.id == id }) else { throw .unknownRequest(id.text) }
        return request.state.isEnd ? request : store.change(id, to: .cancelled) ?? request
    }

    public func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        try note("\(number) takes \(id)", about: id)
    }

    public func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    {
        try note("\(number) joins \(id): \(mode)", about: id)
    }

    private func note(_ visit: String, about id: HelpRequestID) throws(HelpDeskError) -> HelpRequest {
        try checkRefusal()
        guard let request = requests.first(where: { $0.id == id }) else { throw .unknownRequest(id.text) }
        state.withLock { $0.visits.append(visit) }
        return request
    }

    public var helpers: [PersonStatus] { service.helpers }

    public var people: [PersonStatus] { service.people }

    public var phoneStates: [String: DeviceState] { state.withLock { $0.phones } }

    /// As if the PBX had said so of a phone.
    public func setPhone(_ number: String, _ newState: DeviceState) { state.withLock { $0.phones[number] = newState } }

    public func helper(_ number: String) throws(HelpDeskError) -> PersonStatus { try service.helper(number) }

    public func person(_ number: String) throws(HelpDeskError) -> PersonStatus { try service.person(number) }

    public func setPresence(_ state: Presence.State, of number: String) async throws(HelpDeskError) -> PersonStatus {
        try await service.setPresence(state, of: number)
    }
}
