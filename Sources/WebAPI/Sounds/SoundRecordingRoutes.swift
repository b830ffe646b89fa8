import Administration
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/v1/sounds/{id}/record` and `/v1/sounds/{id}/recording`: recordings by phone.
struct SoundRecordingRoutes: Sendable {
    private static let maximumFormBytes = 64 * 1_024

    let recorder: any SoundRecorder

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("{id}/record", use: record)
        group.get("{id}/recording", use: show)
        group.delete("{id}/recording", use: cancel)
    }

    @Sendable
    private func record(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        // Recording rings a phone.
        try context.credential.require(.requests)
        let id = try SoundRoutes.id(context)
        let order = try SoundRecordingForm.order(try await request.jsonBody(upTo: Self.maximumFormBytes), sound: id)
        let recording: SoundRecording
        do throws(HelpDeskError) {
            recording = try await recorder.record(order)
        } catch {
            throw Problem(error, number: "extension", logger: context.logger)
        }
        var response = try Response.json(recording, status: .accepted)
        response.headers[.location] = "/v1/sounds/\(id)/recording"
        return response
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try SoundRoutes.id(context)
        return try .json(
            try await found(id, context) { () async throws(HelpDeskError) in
                try await recorder.recording(of: id)
            })
    }

    @Sendable
    private func cancel(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try SoundRoutes.id(context)
        let recording = try await found(id, context) { () async throws(HelpDeskError) in
            try await recorder.cancelRecording(of: id)
        }
        return try .json(recording, status: .accepted)
    }

    private func found(
        _ id: String, _ context: AuthenticatedRequestContext,
        _ look: () async throws(HelpDeskError) -> SoundRecording?
    ) async throws -> SoundRecording {
        let recording: SoundRecording?
        do throws(HelpDeskError) {
            recording = try await look()
        } catch {
            throw Problem(error, logger: context.logger)
        }
        guard let recording else { throw Problem.unknownRecording(id) }
        return recording
    }
}
