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
        let pbx = configuration.pbx
        let destination: RequestCodeDialplan.Destination =
            switch pbx.driver {
            case .ami: .context(pbx.ami.context)
            // A simulated PBX has no dialplan; these are the lines of the driver that people take by default.
            case .ari, .simulated: .application(pbx.ari.application)
            }
        let dialplan = RequestCodeDialplan(routes: Array(store.current.routes.values), destination: destination)
        Console.print(dialplan.text)
        try await database.close()
    }
}
