import JSON

extension CRMClient {
    /// Writes a finished request into a CRM, once.
    ///
    /// - Parameters:
    ///   - report: the request as the mapping sees it.
    ///   - asked: the source, the operator who asked for help, and the deadline.
    /// - Throws: `CancellationError` if the calling task is cancelled.
    func write(_ report: JSONTree, _ asked: SourceQuestion) async throws -> ReportOutcome {
        let attempt = Attempt(asked)
        do {
            let (runner, context) = try await begin(attempt)
            context.set("request", to: EncodedJSON(report))
            switch try await runner.report(context) {
            case .written: return .written
            case .unwanted: return .left("the mapping does not write such a request")
            case .noPlace(let reason, let message): return .refused(line(reason, message, attempt))
            }
        } catch {
            try Task.checkCancellation()
            let failure = LookupFailure(error)
            return .failed(line(failure.detail, failure.message, attempt), retryAfter: failure.retryAfter)
        }
    }

    /// Joins the detail and the CRM's own message.
    private func line(_ detail: String, _ message: String?, _ attempt: Attempt) -> String {
        [shown(detail, attempt), shown(message, attempt)].compactMap(\.self).joined(separator: ": ")
    }
}
