public import HelpDesk

/// The help desk, which notes in the audit log what people order it to do with requests and helpers.
public struct AuditedHelpRequestService: HelpRequestService {
    private let service: HelpDeskService
    private let audit: any AuditTrail

    public init(service: HelpDeskService, audit: any AuditTrail) {
        self.service = service
        self.audit = audit
    }

    public func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest {
        try await service.submit(draft)
    }

    public func submit(_ draft: HelpRequestDraft, once key: IdempotencyKey?) async throws(HelpDeskError) -> Submission {
        try await service.submit(draft, once: key)
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

    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await service.watch(id, after: revision, until: stop, tell)
    }

    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        let (request, isNews) = try await service.cancel(id)
        if isNews { await audit.note("cancelled", "help_request", id.text) }
        return request
    }

    public func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        let request = try await service.take(id, by: number)
        await audit.note("took", "help_request", "\(id) \(number)")
        return request
    }

    public func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest
    {
        let request = try await service.join(id, by: number, mode: mode)
        await audit.note("joined", "help_request", "\(id) \(number) \(mode.rawValue)")
        return request
    }

    public func helpers() -> [PersonStatus] {
        service.helpers
    }

    public func people() -> [PersonStatus] {
        service.people
    }

    public func phoneStates() -> [String: DeviceState] {
        service.phoneStates
    }

    public func helper(_ number: String) throws(HelpDeskError) -> PersonStatus {
        try service.helper(number)
    }

    public func person(_ number: String) throws(HelpDeskError) -> PersonStatus {
        try service.person(number)
    }

    public func setPresence(_ state: Presence.State, of number: String) async throws(HelpDeskError) -> PersonStatus {
        let status = try await service.setPresence(state, of: number)
        await audit.note("set_presence", "helper", "\(number) \(state.rawValue)")
        return status
    }
}
