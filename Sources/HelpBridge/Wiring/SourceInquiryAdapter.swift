import HelpDesk
import ManagerLookup
import WebAPI

/// Live questions to lookup sources, as the web server and the command line need them.
struct SourceInquiryAdapter: LookupSourceDesk {
    let callCenter: any CallCenterSource
    let inquiry: SourceInquiry

    func ask(_ source: String, about caller: String) async throws -> SourceTrace? {
        let callCenter = callCenter.current
        guard let source = callCenter.sources[source] else { return nil }
        let agent = callCenter.operators[caller] ?? Operator(extension: caller, name: "", department: "")
        let report = try await inquiry.ask(
            source,
            LookupQuestion(
                operator: agent, department: callCenter.departments[agent.department],
                route: Route(code: "", name: "", detection: .crm, voice: ""), sources: [source]))
        return SourceTrace(report)
    }
}

extension SourceTrace {
    fileprivate init(_ report: SourceInquiry.Report) {
        self.init(
            result: report.result.rawValue, milliseconds: report.milliseconds, detail: report.detail,
            managers: report.candidates.map { Manager(extension: $0.extension, name: $0.name) },
            exchanges: report.exchanges.map {
                Exchange(
                    method: $0.method, url: $0.url, requestHeaders: $0.requestHeaders, requestBody: $0.requestBody,
                    status: $0.status, responseHeaders: $0.responseHeaders, responseBody: $0.responseBody,
                    milliseconds: $0.milliseconds, failure: $0.failure)
            })
    }
}
