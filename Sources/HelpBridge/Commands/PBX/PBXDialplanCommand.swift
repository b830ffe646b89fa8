import ArgumentParser
import HelpDesk
import Logging
import Storage

/// `helpbridge pbx dialplan`.
struct PBXDialplanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialplan",
        abstract: "Prints the lines of Asterisk's dialplan that lead the request codes to the bridge.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let database = try await HelpDeskDatabase.open(configuration)
        let store = try await CallCenterStore(database: database, logger: Logger(label: "helpbridge"))
        let dialplan = RequestCodeDialplan(
            routes: Array(store.current.routes.values),
            destination: configuration.pbx.driver == .ami
                ? .context(configuration.pbx.ami.context) : .application(configuration.pbx.ari.application))
        Console.print(dialplan.text)
        try await database.close()
    }
}
