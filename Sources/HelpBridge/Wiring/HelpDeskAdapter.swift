import HelpDesk
import Speech
import WebAPI

/// The help desk as the web server needs it.
struct HelpDeskAdapter: HelpRequestDesk {
    let service: HelpDeskService
    let audit: any AuditTrail

    func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest {
        try await service.submit(draft)
    }

    func submit(_ draft: HelpRequestDraft, once key: IdempotencyKey?) async throws(HelpDeskError) -> Submission {
        try await service.submit(draft, once: key)
    }

    func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        try await service.explain(draft)
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await service.request(id)
    }

    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try await service.requests(query)
    }

    func requestsInProgress() async throws -> [HelpRequest] {
        try await service.requestsInProgress()
    }

    func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await service.change(of: id)
    }

    func watch(
        _ id: HelpRequestID?, after revision: Int64?, until stop: WatchStop,
        _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await service.watch(id, after: revision, until: stop, tell)
    }

    func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        let request = try await service.cancel(id)
        await audit.note("cancelled", "help_request", id.text)
        return request
    }

    func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        let request = try await service.take(id, by: number)
        await audit.note("took", "help_request", "\(id) \(number)")
        return request
    }

    func join(_ id: HelpRequestID, by number: String, mode: CallMode) async throws(HelpDeskError) -> HelpRequest {
        let request = try await service.join(id, by: number, mode: mode)
        await audit.note("joined", "help_request", "\(id) \(number) \(mode.rawValue)")
        return request
    }

    func helpers() -> [HelperStatus] {
        service.helpers
    }

    func helper(_ number: String) throws(HelpDeskError) -> HelperStatus {
        try service.helper(number)
    }

    func setPaused(_ number: String, _ isPaused: Bool) async throws(HelpDeskError) -> HelperStatus {
        let status = try await service.setPaused(number, isPaused)
        await audit.note(isPaused ? "paused" : "resumed", "helper", number)
        return status
    }
}

/// The prompts as the web server needs them.
struct PromptFileAdapter: PromptFiles {
    let studio: VoiceStudio

    func wav(digest: String) async -> [UInt8]? {
        await studio.wav(digest: digest)
    }
}
