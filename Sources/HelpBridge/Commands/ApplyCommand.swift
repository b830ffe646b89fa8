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
        let database = try await BridgeDatabase.open(configuration)
        let store = try await CallCenterStore(database: database.shared, logger: Logger(label: "helpbridge"))
        // A pruned file must stand by itself.
        let context = parts.context(
            existing: prune ? CallCenter() : store.current, stored: store.current,
            sounds: Set(try await SoundDatabase(database: database.shared).sounds().map(\.id)))
        let callCenter = try CallCenterFile(contentsOf: file, context: context).callCenter
        do {
            try parts.mappings.check(callCenter, besides: store.current)
        } catch {
            throw HelpBridgeError.configuration("\(file): \(error)")
        }
        for warning in unsetVariables(of: callCenter) { FileHandle.standardError.write(Data("\(warning)\n".utf8)) }
        let report: ChangeReport
        do {
            report = try await store.apply(callCenter, prune: prune, dryRun: dryRun)
        } catch let error as AdministrationError {
            throw HelpBridgeError.failed("nothing was changed: \(error)")
        }
        try await database.close()
        try ChangePrinter(json: json, dryRun: dryRun).print(report)
    }

    /// The variables that webhooks' secrets are to be in, and that are not there. The bridge, which a service manager
    /// starts, may well have them.
    private func unsetVariables(of callCenter: CallCenter) -> [String] {
        callCenter.webhooks.values.sorted { $0.id < $1.id }.flatMap { webhook in
            Self.unset(webhook.secrets, "webhook \(webhook.id)", "the bridge takes no delivery")
        }
            + callCenter.subscriptions.values.sorted { $0.id < $1.id }.flatMap { subscription in
                Self.unset(subscription.secrets, "subscription \(subscription.id)", "nothing is sent")
            }
    }

    private static func unset(_ secrets: [SecretReference], _ owner: String, _ consequence: String) -> [String] {
        secrets.compactMap { secret in
            guard case .environment(let name) = secret.location,
                ProcessInfo.processInfo.environment[name]?.isEmpty ?? true
            else { return nil }
            return "helpbridge: \(owner): the environment variable \(name) is not set here; "
                + "without it \(consequence)"
        }
    }
}
