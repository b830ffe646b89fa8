import Administration
import ArgumentParser
import HelpDesk
import Logging
import Storage

/// `helpbridge export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Prints the call centre as a file that `apply` takes.",
        discussion: "Secrets are masked; where a mask comes back to the same address, `apply` keeps the stored secret.")

    @Flag(help: "Print the secrets themselves.")
    var withSecrets = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let callCenter = try await BridgeDatabase.with(configuration) { database in
            let logger = Logger(label: "helpbridge")
            let callCenter = try await SQLCallCenterStore(database: database.shared, logger: logger).current
            Console.print(try CallCenterFile.export(callCenter, withSecrets: withSecrets))
            if withSecrets {
                await Origin.with(author: DatabaseCommand.author) {
                    await database.audit.note("exported", "database", "export --with-secrets")
                }
            }
            return callCenter
        }
        if withSecrets, let problem = callCenter.unreadableSecrets.first {
            throw HelpBridgeError.failed("not all of it could be printed: \(problem)")
        }
    }
}
