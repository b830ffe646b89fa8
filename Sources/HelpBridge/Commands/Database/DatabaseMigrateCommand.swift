import ArgumentParser
import Foundation
import HelpDesk
import Storage
import StoragePostgreSQL

/// `helpbridge db migrate`.
struct DatabaseMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Moves everything from the SQLite file to a PostgreSQL database.",
        discussion: """
            Stop the bridge first. The database has to be there and empty; every row is compared with its copy before \
            anything is kept. The file stays as it is. The secrets are moved as they are sealed: keep secrets.key where it \
            is, or set secrets.key.
            """)

    @Option(
        name: .customLong("to"),
        help: "The database, such as postgresql://helpbridge@db1/helpbridge; its password may be in PGPASSWORD.")
    var target: String

    @Option(help: "The database's password: env:NAME or file:PATH.")
    var password: String?

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard let fault = BridgeConfiguration.DatabaseServer(url: target).fault else { return }
        throw ValidationError("--to: \(fault)")
    }

    func run() async throws {
        let configuration = try await options.load()
        let server = try server()
        guard FileManager.default.fileExists(atPath: configuration.database) else {
            throw HelpBridgeError.failed("there is no database \(configuration.database); check database.path")
        }
        // The lock keeps a bridge from accepting requests in the meantime, which would be lost.
        let lock = try await configuration.asOwner {
            try await DatabaseLock.acquire(
                for: configuration.database, purpose: .maintenance, program: "helpbridge db migrate")
        }
        defer { lock.release() }
        let source = try await configuration.asOwner {
            try await BridgeDatabase.file(configuration, under: lock, logger: .quiet)
        }
        let (report, name) = try await source.closing {
            let target = try await BridgeDatabase.database(on: server, configuration)
            return try await target.closing { (try await transfer(from: source, to: target), target.name) }
        }
        if json { return try Console.print(json: report) }
        for (table, count) in report.tables.sorted(by: { $0.key < $1.key }) where count > 0 {
            Console.print("\(table) \(count)")
        }
        Console.print(
            """
            \(report.rows) rows were moved to \(name), and each compared with its copy. Now set database.url to that \
            address and start the bridge; leave database.path as it is, beside whose file the key of the secrets is.
            """)
    }

    private func transfer(
        from source: SQLiteDatabase, to target: PostgreSQLDatabase
    ) async throws -> DatabaseTransfer.Report {
        try await Origin.with(author: DatabaseCommand.author) {
            let report = try await DatabaseTransfer(from: source, to: target).run()
            await PostgreSQLAuditLog(database: target).note("migrated", "database", "\(report.rows) rows")
            return report
        }
    }

    private func server() throws -> BridgeConfiguration.DatabaseServer {
        var secret: String?
        if let password {
            do {
                secret = try options.secrets.read(SecretReference(password))
            } catch {
                throw HelpBridgeError.failed("--password: \(error)")
            }
        }
        var server = BridgeConfiguration.DatabaseServer(url: target, password: secret)
        // A large table takes its time.
        server.timeout = .seconds(600)
        return server
    }
}
