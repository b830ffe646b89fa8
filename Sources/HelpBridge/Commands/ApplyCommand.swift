import Administration
import ArgumentParser
import Foundation
import HelpDesk
import Logging
import ManagerLookup
import Storage

/// `helpbridge apply`.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Loads departments, operators, sources, routes, webhooks and subscriptions from a file.",
        discussion: "A running bridge takes the change up within a second. A file with a fault changes nothing.")

    @Argument(help: "The call-centre file, such as callcenter.yaml.")
    var file: String

    @Flag(help: "Also remove what the file does not name.")
    var prune = false

    @Flag(help: "Only say what would change.")
    var dryRun = false

    @Flag(help: "Print the changes as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let parts = try await BridgeParts(configuration)
        let report = try await BridgeDatabase.with(configuration) { try await apply(to: $0, parts, configuration) }
        try ChangePrinter(json: json, dryRun: dryRun).print(report)
    }

    private func apply(
        to database: BridgeDatabase, _ parts: BridgeParts, _ configuration: BridgeConfiguration
    ) async throws -> ChangeReport {
        let store = try await SQLCallCenterStore(database: database.shared, logger: Logger(label: "helpbridge"))
        // With `--prune`, the file must be complete in itself.
        let context = parts.context(
            existing: prune ? CallCenter() : store.current, stored: store.current,
            sounds: Set(try await SQLSoundStore(database: database.shared).sounds().map(\.id)))
        let callCenter = try CallCenterFile(contentsOf: file, context: context).callCenter
        do {
            try parts.mappings.check(callCenter, besides: store.current)
        } catch {
            throw HelpBridgeError.configuration("\(file): \(error)")
        }
        SettingWarnings(
            callCenter: callCenter, answerBudgetMilliseconds: configuration.crm.answerBudgetMilliseconds,
            environment: ProcessInfo.processInfo.environment, faultOfMapping: parts.mappings.fault(ofMapping:)
        ).lines.forEach(Console.complain)
        do {
            return try await store.apply(callCenter, prune: prune, dryRun: dryRun)
        } catch let error as AdministrationError {
            throw HelpBridgeError.failed("nothing was changed: \(error)")
        }
    }
}
