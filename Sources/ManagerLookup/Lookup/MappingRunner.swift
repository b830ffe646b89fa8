import CurlHTTP
import HelpDesk

/// Takes the steps of a mapping, one after the other, for one operator and one source.
struct MappingRunner {
    /// What came out, short of any failure.
    enum Conclusion: Equatable {
        /// The outputs of `answer`, not looked at yet.
        case answered([JSONValue])
        /// The CRM does not know the operator.
        case nobody(reason: String)
    }

    let mapping: Mapping
    let builder: RequestBuilder
    let client: any HTTPClient
    /// When all steps together must have ended.
    let deadline: ContinuousClock.Instant

    /// More managers than anybody would ring.
    private static let maximumOutputs = 64

    /// - Throws: ``LookupFailure`` when a step is answered with an error or nonsense, ``ManagerLookupError`` when a
    ///   program fails over an answer, whatever the client throws when there is none.
    func run(_ context: LookupContext) async throws -> Conclusion {
        for step in mapping.steps {
            if let when = step.when, try !when.isTrue(over: context.value) { continue }
            let response = try await send(step, context)
            context.add(response, body: try body(of: response, of: step), of: step)
            if Self.saysUnknown(response) {
                // A program that is written for the usual answer may well fail over a page that says "not found".
                guard let found = step.found, (try? found.isTrue(over: context.value)) == true else {
                    return .nobody(reason: "\(step.id): HTTP \(response.status)")
                }
            } else if let found = step.found, try !found.isTrue(over: context.value) {
                return .nobody(reason: "\(step.id): not found")
            }
        }
        return .answered(try mapping.answer.outputs(over: context.value, atMost: Self.maximumOutputs))
    }

    private func send(_ step: MappingStep, _ context: LookupContext) async throws -> HTTPResponse {
        let remaining = ContinuousClock.now.duration(to: deadline)
        guard remaining > .zero else { throw LookupFailure.timeout("\(step.id): no time left") }
        return try await client.send(builder.request(step.request, over: context.value, timeout: remaining))
    }

    /// The answer's content; null where a CRM says "unknown" in a page of HTML.
    private func body(of response: HTTPResponse, of step: MappingStep) throws -> JQValue {
        let isUnknown = Self.saysUnknown(response)
        guard isUnknown || (200..<300).contains(response.status) else {
            throw LookupFailure.error("\(step.id): HTTP \(response.status)")
        }
        do {
            return try JQValue(parsing: response.body)
        } catch {
            guard isUnknown else { throw LookupFailure.invalid("\(step.id): the answer is \(error.problem)") }
            return JQValue(.null)
        }
    }

    /// 404 and 410 mean that the operator is unknown, unless the step's `found` says otherwise.
    private static func saysUnknown(_ response: HTTPResponse) -> Bool {
        response.status == 404 || response.status == 410
    }
}
