import ArgumentParser
import Foundation
import HelpDesk
import Storage

/// `helpbridge db`.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Looks after the database; a bridge may be serving from it.",
        subcommands: [
            DatabaseCheckCommand.self, DatabaseBackupCommand.self, DatabasePruneCommand.self,
            DatabaseForgetCommand.self, DatabaseMigrateCommand.self,
        ])

    static let author = "command"

    /// Runs `work` with the configured database.
    static func with<Value: Sendable>(
        _ options: ConfigurationOptions, _ work: (BridgeDatabase, BridgeConfiguration) async throws -> Value
    ) async throws -> Value {
        let configuration = try await options.load()
        // Opening would create a new, empty file.
        guard configuration.databaseServer != nil || FileManager.default.fileExists(atPath: configuration.database)
        else {
            throw HelpBridgeError.failed("there is no database \(configuration.database); check database.path")
        }
        return try await BridgeDatabase.with(configuration) { database in
            try await Origin.with(author: author) { try await work(database, configuration) }
        }
    }
}
