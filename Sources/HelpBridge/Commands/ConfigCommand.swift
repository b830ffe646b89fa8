import ArgumentParser
import Storage
import WebPages

/// `helpbridge config check`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Looks after the configuration.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Says what is wrong with the configuration.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try await options.load()
            _ = try await BridgeParts(configuration)
            _ = try PageFolder(configuration)
            let warnings = try await configuration.warnings + configuration.checkWiring()
            try configuration.secrets.key.check(database: configuration.database)
            for warning in warnings { Console.complain(warning) }
            Console.print("The configuration is good.")
        }
    }
}
