import ArgumentParser
import Logging
import Storage

/// `helpbridge export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Prints the call centre as a file that `apply` takes.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let database = try await HelpDeskDatabase.open(at: configuration.database)
        let store = try await CallCenterStore(database: database, logger: Logger(label: "helpbridge"))
        Console.print(try CallCenterFile.export(store.current))
        try await database.close()
    }
}
