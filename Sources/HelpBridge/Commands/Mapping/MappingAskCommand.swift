import Administration
import ArgumentParser
import Foundation
import HelpDesk
import Logging
import ManagerLookup
import Storage

/// `helpbridge mapping ask`.
struct MappingAskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Asks a lookup source who an operator's manager is, ringing nobody.")

    @Option(help: "The id of the lookup source.")
    var source: String

    @Option(name: .customLong("operator"), help: "The operator's extension.")
    var caller: String

    @Flag(help: "Show each request and answer, secrets masked.")
    var trace = false

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let parts = try await BridgeParts(configuration)
        let report = try await BridgeDatabase.with(configuration) { try await ask(parts, configuration, $0) }
        try InquiryPrinter(trace: trace, json: json).print(report)
        switch report.result {
        case .found, .notFound, .cached: break
        case .timeout, .error, .invalid, .circuitOpen:
            let reason = report.detail.map { ": \($0)" } ?? ""
            throw HelpBridgeError.failed(
                "the source \(source) could not say who the manager is (\(report.result.rawValue))\(reason)")
        }
    }

    private func ask(
        _ parts: BridgeParts, _ configuration: BridgeConfiguration, _ database: BridgeDatabase
    ) async throws -> SourceTrace {
        let callCenter = try await SQLCallCenterStore(database: database.shared, logger: Logger(label: "helpbridge"))
        let secrets = options.secrets
        let clients = try HTTPClients()
        let inquiry = SourceInquiry(
            catalogue: parts.mappings, clients: clients.selection,
            answerBudget: .milliseconds(configuration.crm.answerBudgetMilliseconds), dialPolicy: parts.policy,
            refreshTokens: database.tokensOfCRMs, resolveSecret: { try await secrets.readAside($0) })
        guard
            let report = try await SourceInquiryService(
                callCenter: callCenter, inquirer: inquiry, defaultPBX: parts.policy.defaultPBX
            ).ask(source, about: caller)
        else {
            let known = callCenter.current.sources.keys.sorted().joined(separator: ", ")
            throw HelpBridgeError.failed("no lookup source \(source); available: \(known.isEmpty ? "none" : known)")
        }
        return report
    }
}
