public import CurlHTTP
public import HelpDesk
public import Logging

/// Asks a route's lookup sources in order until one names somebody who may be rung.
///
/// Each source has its own time, and all of them together have the answer budget. A source that fails in whatever way
/// is a line in the reports and the next one is asked. A source that the budget left no time for is reported as
/// `timeout` after 0 ms.
public struct LookupChain: ManagerDirectory {
    private let crm: CRMClient
    private let answerBudget: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - clients: who sends the requests.
    ///   - answerBudget: how long all sources of one question may take together.
    ///   - dialPolicy: which extensions count as an answer.
    ///   - resolveSecret: reads a secret; called for every lookup, from any thread, and must not block for long.
    ///   - refreshTokens: keeps the tokens that a CRM gives in place of the configured ones.
    ///   - logger: gets one line for each source asked.
    public init(
        catalogue: MappingCatalogue, clients: HTTPClientSelection, answerBudget: Duration, dialPolicy: DialPolicy,
        resolveSecret: @escaping @Sendable (SecretReference) throws -> String,
        refreshTokens: any RefreshTokenStore = VolatileRefreshTokens(), logger: Logger
    ) {
        crm = CRMClient(
            catalogue: catalogue, dialPolicy: dialPolicy, clients: clients, resolveSecret: resolveSecret,
            refreshTokens: refreshTokens)
        self.answerBudget = answerBudget
        self.logger = logger
    }

    /// - Parameter client: sends the requests of all sources; one that names a CA file cannot be asked.
    public init(
        catalogue: MappingCatalogue, client: any HTTPClient, answerBudget: Duration, dialPolicy: DialPolicy,
        resolveSecret: @escaping @Sendable (SecretReference) throws -> String, logger: Logger
    ) {
        self.init(
            catalogue: catalogue, clients: HTTPClientSelection(standard: client), answerBudget: answerBudget,
            dialPolicy: dialPolicy, resolveSecret: resolveSecret, logger: logger)
    }

    /// Asks the sources of a question. When the calling task is cancelled the running request is stopped, and what is
    /// known by then is returned.
    public func managers(for question: LookupQuestion) async -> LookupAnswer {
        let budgetEnd = ContinuousClock.now + answerBudget
        var answer = LookupAnswer()
        for source in question.sources {
            let start = ContinuousClock.now
            let said: SourceAnswer
            if start < budgetEnd {
                let deadline = min(start + .milliseconds(source.timeoutMilliseconds), budgetEnd)
                do {
                    said = try await crm.ask(source, question, deadline: deadline)
                } catch {
                    // Only cancellation: nobody waits for the rest.
                    return answer
                }
            } else {
                said = SourceAnswer(result: .timeout, detail: "the answer budget is used up")
            }
            let report = LookupReport(
                source: source.reportName, result: said.result,
                milliseconds: start < budgetEnd ? start.duration(to: .now).wholeMilliseconds : 0)
            log(report, said, question)
            answer.reports.append(report)
            if said.result == .found {
                answer.candidates = said.candidates
                return answer
            }
        }
        return answer
    }

    private func log(_ report: LookupReport, _ said: SourceAnswer, _ question: LookupQuestion) {
        var metadata: Logger.Metadata = [
            "operator": "\(question.operator.extension)", "source": "\(report.source)",
            "result": "\(report.result.rawValue)", "milliseconds": "\(report.milliseconds)",
        ]
        if let detail = said.detail { metadata["detail"] = "\(detail)" }
        let isUsual = report.result == .found || report.result == .notFound
        logger.log(level: isUsual ? .info : .warning, "manager lookup", metadata: metadata)
    }
}
