import Administration
import Foundation
import HelpDesk
import Logging
import ServiceLifecycle
import Storage
import StoragePostgreSQL

/// The database of a serving bridge: a file that it has to itself, or a server that it shares with other bridges.
struct ServedDatabase: Sendable {
    private enum Place: Sendable {
        case file(DatabaseLock)
        case server(PostgreSQLOwnership)
    }

    let database: BridgeDatabase
    private let place: Place

    /// Opens the database before anything else: another bridge may serve from it, and have calls on the PBX.
    ///
    /// - Throws: `StorageError.inUse` if another bridge has the file, `StorageError.servedElsewhere` if a bridge with
    ///   the same id serves from the server.
    static func open(_ configuration: BridgeConfiguration, logger: Logger) async throws -> ServedDatabase {
        guard let server = configuration.databaseServer else {
            let lock = try await DatabaseLock.acquire(
                for: configuration.database, purpose: .serving, program: BridgeDatabase.program)
            do {
                let database = try await BridgeDatabase.file(configuration, under: lock, logger: logger)
                return ServedDatabase(database: .sqlite(database), place: .file(lock))
            } catch {
                lock.release()
                throw error
            }
        }
        let database = try await BridgeDatabase.database(on: server, configuration, logger: logger)
        do {
            let process = "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName)"
            let standard = configuration.defaultPBX.id
            let pbxs = configuration.pbxs.map {
                OwnedSubject.pbx($0.id, known: $0.id == standard ? nil : $0.id)
            }
            let ownership = try await PostgreSQLOwnership.join(
                server.pool, of: database, as: configuration.bridge, program: "\(BridgeDatabase.program), \(process)",
                subjects: pbxs + [.deliveries], timing: OwnershipTiming(lease: configuration.lease), logger: logger)
            return ServedDatabase(database: .postgreSQL(database), place: .server(ownership))
        } catch {
            await database.close()
            throw error
        }
    }

    /// The services that must live as long as the bridge.
    var services: [any Service] { ownership.map { [$0] } ?? [] }

    private var ownership: PostgreSQLOwnership? {
        guard case .server(let ownership) = place else { return nil }
        return ownership
    }

    /// Whether other bridges may own the PBXs.
    var isShared: Bool { ownership != nil }

    /// The ownership of the PBXs; `nil` if this bridge owns all of them.
    var pbxs: (any PBXOwnership)? { ownership }

    /// Returns the forwarding of orders to other bridges.
    func forwarding(logger: Logger) -> (any OrderForwarding)? {
        guard case .postgreSQL(let database) = database, let ownership else { return nil }
        return PostgreSQLOrderForwarding(database: database, ownership: ownership, logger: logger)
    }

    /// Returns the recipes of prompts, for other bridges; `nil` if there cannot be others.
    func promptRecipes(logger: Logger) -> PostgreSQLPromptRecipes? {
        guard case .postgreSQL(let database) = database, let ownership else { return nil }
        return PostgreSQLPromptRecipes(database: database, isAlone: { !ownership.hasOthers }, logger: logger)
    }

    /// Sets the check for whether a PBX can be reached from here.
    func reaching(_ isReachable: @escaping @Sendable (_ pbx: String?) -> Bool) {
        ownership?.reaching(isReachable)
    }

    /// Whether this bridge sends the pending deliveries.
    var isDelivering: @Sendable () -> Bool {
        guard let ownership else { return { true } }
        return { ownership.isDelivering }
    }

    /// Returns the owner of a PBX, and whether it follows the PBX.
    ///
    /// - Returns: `nil` if this bridge owns all of them.
    var owners: (@Sendable (_ id: String) -> SubjectOwner?)? {
        guard let ownership else { return nil }
        return { ownership.owners[$0] }
    }

    /// Returns the requests that this bridge serves.
    ///
    /// - Parameters:
    ///   - outgoing: notified when a delivery is pending.
    ///   - recipients: returns the recipients to notify of a state that a request has entered.
    func requests(
        logger: Logger, outgoing: SQLOutgoingStore,
        recipients: @escaping @Sendable (HelpRequest) -> [OutgoingDelivery.Recipient]
    ) -> any HelpRequestStore {
        switch database {
        case .sqlite(let database):
            SQLiteHelpRequestStore(database: database, logger: logger, outgoing: outgoing, recipients: recipients)
        case .postgreSQL(let database):
            PostgreSQLHelpRequestStore(
                database: database, logger: logger, outgoing: .init(outgoing, to: recipients), ownership: ownership)
        }
    }

    /// Closes the database and releases it to others.
    func close() async throws {
        switch place {
        case .file(let lock):
            try await database.shared.close()
            lock.release()
        case .server(let ownership):
            await ownership.close()
            try await database.shared.close()
        }
    }
}
