import ArgumentParser
import Foundation
import HelpDesk
import Logging
import ManagerLookup
import Storage

/// `helpbridge mapping report`.
struct MappingReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a finished help request into the CRM of a lookup source, once, as its mapping says.",
        discussion: "It is written whatever the source's reports say, and even if it has been written before.")

    @Option(help: "The id of the lookup source.")
    var source: String

    @Option(help: "The id of the help request.")
    var request: String

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        _ = try id
    }

    private var id: HelpRequestID {
        get throws {
            guard let id = HelpRequestID(request) else {
                throw ValidationError("\(request) is no id of a help request")
            }
            return id
        }
    }

    func run() async throws {
        let id = try id
        let configuration = try await options.load()
        let parts = try await BridgeParts(configuration)
        switch try await BridgeDatabase.with(configuration, { try await report(id, parts, $0) }) {
        case .written: Console.print("written")
        case .left(let reason): Console.print("not written: \(reason)")
        case .failed(let reason, _), .refused(let reason): throw HelpBridgeError.failed("not written: \(reason)")
        }
    }

    private func report(
        _ id: HelpRequestID, _ parts: BridgeParts, _ database: BridgeDatabase
    ) async throws -> ReportOutcome {
        let logger = Logger(label: "helpbridge")
        let callCenter = try await SQLCallCenterStore(database: database.shared, logger: logger)
        guard callCenter.current.sources[source] != nil else {
            let known = callCenter.current.sources.keys.sorted().joined(separator: ", ")
            throw HelpBridgeError.failed("no lookup source \(source); available: \(known.isEmpty ? "none" : known)")
        }
        guard let finished = try await database.requests(logger: logger).request(id) else {
            throw HelpBridgeError.failed("no help request \(request)")
        }
        guard finished.state.isEnd else { throw HelpBridgeError.failed("the help request is not over yet") }
        let secrets = options.secrets
        let reporter = CRMReporter(
            callCenter: callCenter, catalogue: parts.mappings, clients: try HTTPClients().selection,
            dialPolicy: parts.policy, refreshTokens: database.tokensOfCRMs,
            resolveSecret: { try await secrets.readAside($0) })
        return try await reporter.write(finished, to: source)
    }
}
