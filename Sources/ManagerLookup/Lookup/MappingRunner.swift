import CurlHTTP
import HelpDesk
import JSON

/// Runs the steps of a mapping in order, for one operator and one source.
///
/// A class, since a struct would be copied into each suspended function.
final class MappingRunner {
    /// The result of a lookup that did not fail.
    enum Conclusion: Equatable {
        /// The unchecked outputs of `answer`.
        case answered([JSONTree])
        /// The CRM does not know the operator.
        case nobody(reason: String, message: String?)
    }

    /// The result of the `report` part if it did not fail.
    enum ReportConclusion: Equatable {
        case written
        /// The mapping excludes this request.
        case unwanted
        /// The CRM has no record to write to.
        case noPlace(reason: String, message: String?)
    }

    /// The result of one step.
    private enum Outcome: Equatable {
        case goOn
        case nobody(reason: String, message: String?)
    }

    private let mapping: Mapping
    private let access: SourceAccess
    private let client: any HTTPClient
    private let counter: RequestCounter
    private let retryPolicy: RetryPolicy
    private let deadline: ContinuousClock.Instant

    /// More managers than a call would ever ring.
    static let maximumOutputs = 64

    /// - Parameter deadline: the deadline of all steps together.
    init(
        mapping: Mapping, access: SourceAccess, client: any HTTPClient, counter: RequestCounter,
        retryPolicy: RetryPolicy, deadline: ContinuousClock.Instant
    ) {
        self.mapping = mapping
        self.access = access
        self.client = client
        self.counter = counter
        self.retryPolicy = retryPolicy
        self.deadline = deadline
    }

    /// - Throws: ``LookupFailure`` if a step's response is an error or invalid, ``ManagerLookupError`` if a program
    ///   fails on a response, and errors of the client.
    func run(_ context: LookupContext) async throws -> Conclusion {
        try await access.enter(context)
        if case .nobody(let reason, let message) = try await run(mapping.steps, context) {
            return .nobody(reason: reason, message: message)
        }
        return .answered(try await mapping.answer.outputs(over: context.scope, atMost: Self.maximumOutputs))
    }

    /// Runs the steps of the mapping's `report` part; the context must have the `request`.
    ///
    /// - Throws: like ``run(_:)``, and ``LookupFailure`` if the mapping has no `report` part.
    func report(_ context: LookupContext) async throws -> ReportConclusion {
        guard let report = mapping.report else {
            throw LookupFailure.notRun("the mapping \(mapping.name) writes no reports")
        }
        if let when = report.when, try await !when.isTrue(over: context.scope) { return .unwanted }
        try await access.enter(context)
        guard case .nobody(let reason, let message) = try await run(report.steps, context) else { return .written }
        return .noPlace(reason: reason, message: message)
    }

    private func run(_ steps: [MappingStep], _ context: LookupContext) async throws -> Outcome {
        for step in steps {
            if let when = step.when, try await !when.isTrue(over: context.scope) { continue }
            let outcome =
                if let climb = step.climb {
                    try await self.climb(climb, step, context)
                } else {
                    try await run(step, context)
                }
            guard outcome == .goOn else { return outcome }
        }
        return .goOn
    }

    private func climb(_ climb: Climb, _ step: MappingStep, _ context: LookupContext) async throws -> Outcome {
        var seen: Set<JSONTree> = []
        var next: JSONTree? = .null
        if let from = climb.from { next = try await climbKey(from, context) }
        for _ in 0..<climb.atMost {
            guard let key = next, seen.insert(key).inserted else { break }
            context.set("climb", to: EncodedJSON(key))
            let outcome = try await run(step, context)
            guard outcome == .goOn, try await !climb.until.isTrue(over: context.scope) else { return outcome }
            next = try await climbKey(climb.next, context)
        }
        return .nobody(reason: "\(step.id): nobody up to the top", message: nil)
    }

    /// - Returns: `nil` at the end of the climb.
    private func climbKey(_ program: JQProgram, _ context: LookupContext) async throws -> JSONTree? {
        let key = try await program.first(over: context.scope)
        return key?.isTrue == true ? key : nil
    }

    private func run(_ step: MappingStep, _ context: LookupContext) async throws -> Outcome {
        let response = try await send(step, context)
        context.add(response, body: try await body(of: response, of: step), of: step)
        let saysUnknown = Self.saysUnknown(response, to: step)
        guard saysUnknown || response.isGood else {
            throw LookupFailure.error(
                "\(step.id): \(response.failureText)", LookupReason(status: response.status),
                retryAfter: RetryAfter.pause(response)
            ).saying(try await message(of: step, context))
        }
        if saysUnknown {
            // A program that is written for the usual answer may well fail over a page that says "not found".
            guard let found = step.found, try await found.isTrueIfItGoes(over: context.scope) else {
                return .nobody(
                    reason: "\(step.id): HTTP \(response.status)", message: try await message(of: step, context))
            }
            return .goOn
        }
        if let accept = step.accept, try await !accept.isTrue(over: context.scope) {
            throw LookupFailure.error("\(step.id): the CRM reports a failure", .reportedFailure)
                .saying(try await message(of: step, context))
        }
        if let found = step.found, try await !found.isTrue(over: context.scope) {
            return .nobody(reason: "\(step.id): not found", message: try await message(of: step, context))
        }
        return .goOn
    }

    /// Returns the CRM's own message about a step that ends the lookup.
    private func message(of step: MappingStep, _ context: LookupContext) async throws -> String? {
        try await step.message?.firstIfItGoes(over: context.scope)?.scalarText
    }

    /// Sends a step's request, and repeats it with a new token or session if the CRM no longer accepts the current one.
    private func send(_ step: MappingStep, _ context: LookupContext) async throws -> HTTPResponse {
        let response = try await sendOnce(step, context)
        guard mapping.needsSession, try await isExpired(response, step, context), try await access.renew(context) else {
            return response
        }
        return try await sendOnce(step, context)
    }

    /// Sends a step's request, and repeats it if the retry policy allows.
    private func sendOnce(_ step: MappingStep, _ context: LookupContext) async throws -> HTTPResponse {
        var tries = 0
        while true {
            let outcome: Result<HTTPResponse, any Error>
            do {
                outcome = .success(try await client.send(request(step, context)))
            } catch {
                outcome = .failure(error)
            }
            tries += 1
            guard let pause = pause(after: outcome, tries, step) else { return try outcome.get() }
            try await Task.sleep(for: pause)
        }
    }

    private func request(_ step: MappingStep, _ context: LookupContext) async throws -> HTTPRequest {
        let remaining = ContinuousClock.now.duration(to: deadline)
        guard remaining > .zero else { throw LookupFailure.timeout("\(step.id): no time left") }
        let request = try await access.builder.request(step.request, over: context.scope, timeout: remaining)
        counter.add()
        return request
    }

    private func pause(after outcome: Result<HTTPResponse, any Error>, _ tries: Int, _ step: MappingStep) -> Duration? {
        retryPolicy.pause(
            after: outcome, tries: tries, isIdempotent: step.request.isIdempotent,
            remaining: ContinuousClock.now.duration(to: deadline))
    }

    private func isExpired(
        _ response: HTTPResponse, _ step: MappingStep, _ context: LookupContext
    ) async throws -> Bool {
        guard let program = mapping.retryAfterLogin else { return response.status == 401 }
        // Here an unreadable response is judged by its status alone; it is reported later.
        let body = (try? await step.request.reader.read(response, at: step.id, until: deadline)) ?? EncodedJSON(.null)
        return try await program.isTrue(over: context.scope(of: LookupContext.answer(response, body: body)))
    }

    /// Returns the response's content; null for an unreadable error response, such as an HTML page.
    private func body(of response: HTTPResponse, of step: MappingStep) async throws -> EncodedJSON {
        // Of an answer that ends the lookup by its status only `message` wants to know more.
        guard response.isGood || Self.saysUnknown(response, to: step) || step.message != nil else {
            return EncodedJSON(.null)
        }
        do {
            return try await step.request.reader.read(response, at: step.id, until: deadline)
        } catch {
            guard !response.isGood else { throw error }
            return EncodedJSON(.null)
        }
    }

    /// 404 and 410 mean that the operator is unknown, unless the step's `unknown` or `found` says otherwise.
    private static func saysUnknown(_ response: HTTPResponse, to step: MappingStep) -> Bool {
        step.mayBeUnknown && (response.status == 404 || response.status == 410)
    }
}
