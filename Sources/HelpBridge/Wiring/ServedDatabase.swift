import Administration
import Foundation
import HelpDesk
import Logging
import ServiceLifecycle
import Storage
import StoragePostgreSQL

/// A database that one bridge has to itself, for as long as it serves.
struct ServedDatabase: Sendable {
    private enum Lock: Sendable {
        case file(DatabaseLock)
        case server(PostgreSQLServingLock)

        /// `nil` where the file itself has one writer.
        var epoch: Int64? {
            guard case .server(let lock) = self else { return nil }
            return lock.epoch
        }
    }

    let database: BridgeDatabase
    private let lock: Lock

    /// Opens it before anything else is touched: another bridge may serve from it, and have calls on the PBX.
    ///
    /// - Throws: `StorageError.inUse` and `StorageError.servedElsewhere` where another bridge does.
    static func open(_ configuration: BridgeConfiguration, logger: Logger) async throws -> ServedDatabase {
        guard let server = configuration.databaseServer else {
            let lock = try await DatabaseLock.take(
                for: configuration.database, purpose: .serving, program: BridgeDatabase.program)
            do {
                let database = try await BridgeDatabase.file(configuration, under: lock, logger: logger)
                return ServedDatabase(database: .sqlite(database), lock: .file(lock))
            } catch {
                lock.release()
                throw error
            }
        }
        let database = try await BridgeDatabase.database(on: server, configuration, logger: logger)
        do {
            let place = "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName)"
            let lock = try await PostgreSQLServingLock.take(
                server.pool, of: database, program: "\(BridgeDatabase.program), \(place)", logger: logger)
            return ServedDatabase(database: .postgreSQL(database), lock: .server(lock))
        } catch {
            await database.close()
            throw error
        }
    }

    /// What has to live as long as the bridge.
    var services: [any Service] {
        switch lock {
        case .file: []
        case .server(let lock): [lock]
        }
    }

    /// The requests that this bridge serves.
    ///
    /// - Parameters:
    ///   - outgoing: told when there is something to be sent.
    ///   - recipients: who is to be told of a state that a request has entered.
    func requests(
        logger: Logger, outgoing: OutgoingDatabase,
        recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]
    ) -> any HelpRequestStore {
        switch (database, lock) {
        case (.sqlite(let database), _):
            HelpRequestDatabase(database: database, logger: logger, outgoing: outgoing, recipients: recipients)
        case (.postgreSQL(let database), let lock):
            PostgreSQLHelpRequestStore(
                database: database, logger: logger, outgoing: .init(outgoing, to: recipients), epoch: lock.epoch)
        }
    }

    /// Ends what is under way, and lets others have it.
    func close() async throws {
        try await database.close()
        switch lock {
        case .file(let lock): lock.release()
        case .server(let lock): await lock.release()
        }
    }
}
