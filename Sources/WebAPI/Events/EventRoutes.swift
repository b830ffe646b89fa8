import Administration
import CoreMetrics
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// `GET /v1/events` and `GET /v1/help-requests/{id}/events`: server-sent events.
///
/// Each event is a whole help request as of a commit; its id is the commit's revision. If the listener may not see the
/// last commits, or there is nothing to send yet, the id is sent alone, and so it is for operators, who may not learn
/// of each commit of their open requests. A client that reconnects with `Last-Event-ID` receives what changed since.
/// The stream of one request ends with the request, and a 204 tells a client that reconnects afterwards to stop, as the
/// standard defines.
struct EventRoutes: Sendable {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    private static let buffering = HTTPField.Name("X-Accel-Buffering")!

    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get("events", use: followAll)
        group.get("help-requests/{id}/events", use: followOne)
    }

    @Sendable
    private func followAll(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        stream(nil, after: try Self.revision(request), context)
    }

    @Sendable
    private func followOne(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try context.helpRequestID()
        let revision = try Self.revision(request)
        guard let change = try await helpRequests.reading(context.logger, { try await helpRequests.change(of: id) }),
            context.credential.view.admits(change.request)
        else { throw Problem.unknownRequest(id.text) }
        if let revision, change.request.state.isEnd, change.revision <= revision { return Response(status: .noContent) }
        // A changed revision would reveal to an operator that somebody has listened.
        return stream(id, after: context.credential.view.hidesListeners ? nil : revision, context)
    }

    private func stream(
        _ id: HelpRequestID?, after revision: Int64?, _ context: AuthenticatedRequestContext
    ) -> Response {
        // Detects a client that has gone even if nothing happens.
        let stop = WatchStop()
        context.closing.whenComplete { _ in stop.stop() }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-store",
                // Without this, nginx buffers the response (proxy_buffering).
                Self.buffering: "no",
            ],
            body: ResponseBody { [helpRequests, callCenter] writer in
                let streams = Meter(label: "helpbridge_event_streams")
                streams.increment()
                defer { streams.decrement() }
                var permission = EventPermission(context)
                var listener = EventListener(
                    context.credential.view, callCenter, followsOneRequest: id != nil, position: revision)
                try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
                do {
                    if id == nil, revision != nil {
                        for request in try await Self.toldAnyway(context.credential.view, helpRequests) {
                            if let text = try listener.text(of: request) { try await writer.write(text) }
                        }
                    }
                    try await helpRequests.watch(id, after: revision, until: stop) { signal in
                        guard try await permission.covers(signal), let text = try listener.text(of: signal) else {
                            return
                        }
                        try await writer.write(text)
                    }
                } catch {
                    // The head is sent, so the stream can only be ended. The client reconnects by itself.
                    context.logger.debug("event stream ended", metadata: ["reason": "\(error)"])
                }
                try await writer.finish(nil)
            })
    }

    /// Returns the open requests of an operator who reconnects: if only requests committed since were sent, the
    /// operator would know that somebody has listened.
    private static func toldAnyway(
        _ view: RequestView, _ helpRequests: any HelpRequestService
    ) async throws -> [HelpRequest] {
        guard view.hidesListeners, let query = view.narrowing(HelpRequestQuery()) else { return [] }
        return try await helpRequests.requests(query).filter { !$0.state.isEnd }
    }

    /// Returns the last event that the client received; `nil` on its first connection.
    private static func revision(_ request: Request) throws -> Int64? {
        guard let text = request.headers[lastEventID], !text.isEmpty else { return nil }
        guard let revision = Int64(text), revision >= 0 else {
            throw Problem.validation([
                Problem.FieldError(field: "Last-Event-ID", message: "must be the id of an event of this stream")
            ])
        }
        return revision
    }
}
