import HTTPTypes
import HelpDesk
import Hummingbird
public import HummingbirdCore
import Logging
import Metrics
import NIOHTTP1

/// Creates the page that shows a problem in a browser.
public typealias ProblemPage = @Sendable (_ problem: Problem, _ request: Request) -> Response

/// Runs in front of the router: converts errors to problems, adds the headers that all responses have, and logs.
struct WebResponder: HTTPResponder {
    typealias Context = WebRequestContext

    static let requestID = HTTPField.Name("X-Request-Id")!
    private static let traceparent = HTTPField.Name("traceparent")!
    private static let tracestate = HTTPField.Name("tracestate")!

    private let router: RouterResponder<WebRequestContext>
    private let table: RouteTable
    private let problemPage: ProblemPage?
    private let crossOrigin: CrossOriginPolicy
    private let addresses: ClientAddress
    private let isSecure: Bool
    private let admission: HelpAdmission

    init(
        _ router: Router<WebRequestContext>, problemPage: ProblemPage?, crossOrigin: CrossOriginPolicy,
        addresses: ClientAddress, isSecure: Bool, admission: HelpAdmission
    ) {
        self.admission = admission
        self.addresses = addresses
        self.crossOrigin = crossOrigin
        self.isSecure = isSecure
        self.router = router.buildResponder()
        self.problemPage = problemPage
        table = RouteTable(router)
    }

    func respond(to request: Request, context: WebRequestContext) async throws -> Response {
        var request = request
        if request.headers[.expect] != nil {
            request.body = RequestBody(
                asyncSequence: AnnouncedBody(body: request.body, announce: { context.askForBody() }))
        }
        return try await ForwardedScheme.$isSecure.withValue(addresses.isSecure(request, peer: context.peer)) {
            try await answer(to: request, context: context)
        }
    }

    private func answer(to request: Request, context: WebRequestContext) async throws -> Response {
        let start = ContinuousClock.now
        let path = request.uri.path
        let trace = TraceContext(
            traceparents: request.headers[values: Self.traceparent],
            tracestates: request.headers[values: Self.tracestate])
        var response: Response
        var isShed = false
        do {
            if let preflight = crossOrigin.preflight(request) {
                response = preflight
            } else {
                // The author is set once the sender has been authenticated.
                let origin = Origin(author: "anonymous", address: addresses.client(request, peer: context.peer))
                response = try await Origin.$current.withValue(origin) {
                    try await TraceContext.$current.withValue(trace) {
                        try await routed(request, context)
                    }
                }
            }
            // Only the framework produces an error without a content type.
            if response.status.code >= 400, response.headers[.contentType] == nil {
                response = try answer(problem(for: response, request, path), request, path)
            }
        } catch let error as HTTPParserError {
            // The peer does not speak HTTP; the server answers this and closes the connection.
            throw error
        } catch let overload as HelpAdmission.Overload {
            isShed = true
            overload.report(to: context.logger)
            response = try answer(.overloaded, request, path)
        } catch let problem as Problem {
            response = try answer(problem, request, path)
        } catch let fault as RequestFault {
            response = try answer(fault.problem, request, path)
        } catch is CancellationError {
            response = try answer(.notRunning, request, path)
        } catch {
            context.logger.error(
                "request failed", metadata: ["method": "\(request.method)", "path": "\(path)", "error": "\(error)"])
            response = try answer(.internalError, request, path)
        }
        finish(&response, request, context)
        var logger = context.logger
        if let trace { logger.note(trace) }
        log(response, request, path, took: .now - start, isShed: isShed, logger)
        return response
    }

    private func routed(_ request: Request, _ context: WebRequestContext) async throws -> Response {
        if HelpAdmission.isCallForHelp(request.head) {
            try admission.checkRoom()
        } else if !request.uri.path.hasPrefix("/prompts/") {
            // Pages, reports and settings may compute for a while; calls must not wait for them on their thread.
            return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await router.respond(to: request, context: context)
            }
        }
        return try await router.respond(to: request, context: context)
    }

    /// Returns a page for a browser or a problem for a program.
    private func answer(_ problem: Problem, _ request: Request, _ path: String) throws -> Response {
        let isForPeople =
            request.headers[.accept]?.contains("text/html") == true && path != "/v1" && !path.hasPrefix("/v1/")
        guard isForPeople, let problemPage else { return try problem.response(path: path) }
        return problemPage(problem, request)
    }

    private func problem(for response: Response, _ request: Request, _ path: String) -> Problem {
        guard response.status == .notFound else {
            return Problem(
                response.status, code: "http_\(response.status.code)", detail: response.status.reasonPhrase,
                headers: response.headers)
        }
        let allowed = table.methods(at: path)
        return allowed.isEmpty ? .unknownPath : .methodNotAllowed(request.method, allowed: allowed)
    }

    private func finish(_ response: inout Response, _ request: Request, _ context: WebRequestContext) {
        // The length stays: it is the length of the response to a GET.
        if request.method == .head {
            response = response.createHeadResponse()
            // The length of a stream is unknown, and the framework sets 0, which is wrong (RFC 9110, section 8.6).
            if response.status == .ok, response.headers[.contentLength] == "0" {
                response.headers[.contentLength] = nil
                response.headers[.transferEncoding] = "chunked"
            }
        }
        crossOrigin.mark(&response, for: request)
        response.headers[.xContentTypeOptions] = "nosniff"
        // Browsers honour it only over TLS (RFC 6797, section 8.1).
        if isSecure || ForwardedScheme.isSecure {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        // Not `context.id`, which traps if the log handler keeps no metadata.
        response.headers[Self.requestID] = context.logger[metadataKey: "hb.request.id"]?.description
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }

    /// Returns the id in a path such as `/v1/help-requests/019abc…/cancel`.
    private static func helpRequest(_ path: String?) -> HelpRequestID? {
        guard let path, path.hasPrefix("/v1/help-requests/") else { return nil }
        let rest = path.utf8.dropFirst("/v1/help-requests/".utf8.count).prefix { $0 != UInt8(ascii: "/") }
        return HelpRequestID(Substring(rest))
    }

    /// Logs one line per request: changes at `info`, reads at `debug`.
    ///
    /// No query, header or body, since they may contain private data. Rejections in a flood are logged together.
    private func log(
        _ response: Response, _ request: Request, _ path: String, took: Duration, isShed: Bool, _ logger: Logger
    ) {
        HTTPRequestTimer.answered(request.method, response.status).record(duration: took)
        let isReading = request.method == .get || request.method == .head
        // Monitoring requests these every second; outages are logged elsewhere.
        let isWatching = isReading && ["/readyz", "/livez", "/metrics"].contains(path)
        let level: Logger.Level =
            isShed || isWatching ? .debug : response.status.code >= 500 ? .warning : isReading ? .debug : .info
        // Most requests are reads, which are not logged at the usual level.
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "path": "\(path)", "status": "\(response.status.code)",
            "milliseconds": "\(took / .milliseconds(1))",
        ]
        // The help request that this request created or refers to.
        let named = Self.helpRequest(response.headers[.location]) ?? Self.helpRequest(path)
        if let named { metadata["request"] = "\(named)" }
        logger.log(level: level, "request", metadata: metadata)
    }
}
