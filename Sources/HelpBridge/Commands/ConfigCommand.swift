import ArgumentParser
import ManagerLookup
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
            let parts = try await BridgeParts(configuration)
            _ = try PageFolder(configuration)
            let warnings = try await configuration.warnings + configuration.checkWiring()
            try await configuration.secrets.using {
                try configuration.secrets.key.check(database: configuration.database)
            }
            // They keep nothing from starting but the sources that use them.
            let mappings = parts.mappings.faults.map { "a mapping cannot be used: \($0)" }
            for warning in warnings + mappings { Console.complain(warning) }
            Console.print("The configuration is good.")
        }
    }
}
