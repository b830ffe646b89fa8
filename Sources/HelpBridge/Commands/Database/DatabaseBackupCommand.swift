import ArgumentParser
import Foundation
import HelpDesk
import Storage

/// `helpbridge db backup`.
struct DatabaseBackupCommand: AsyncParsableCommand {
    private struct Report: Encodable {
        var file: String
        var bytes: Int
    }

    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the database, as it is at this moment, into a new file.",
        discussion: """
            The copy is one file, readable by its owner only; of PostgreSQL it is one of pg_dump's, for pg_restore. Keep the key of the secrets (secrets.key) apart from it: without
            that key the secrets in it have to be entered again.
            """)

    @Argument(help: "The new file; one that is there already is left as it is.")
    var file: String

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard file != "-" else { throw ValidationError("the copy is made in a new file; name one in place of -") }
    }

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        try await DatabaseCommand.with(options) { database, configuration in
            if let server = configuration.databaseServer {
                try await ServerBackup(server: server).write(to: path)
            } else if case .sqlite(let file) = database {
                try await file.backup(to: path)
            }
            await database.audit.note("backed_up", "database", path)
        }
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        if json {
            try Console.print(json: Report(file: path, bytes: size))
        } else {
            Console.print("The database was copied to \(path) (\(size) bytes).")
        }
    }
}
