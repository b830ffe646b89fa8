import Administration
import Foundation
import HelpDesk
import Logging
import ServiceLifecycle
import Storage
import StoragePostgreSQL

/// The database for as long as the bridge serves: a file that it has to itself, or a server that it shares with other bridges.
struct ServedDatabase: Sendable {
    private enum Place: Sendable {
        case file(DatabaseLock)
        case server(PostgreSQLOwnership)
    }

    let database: BridgeDatabase
    private let place: Place

    /// Opens it before anything else is touched: another bridge may serve from it, and have calls on the PBX.
    ///
    /// - Throws: `StorageError.inUse` where another bridge has the file, `StorageError.servedElsewhere` where one with the same
    ///   id serves from the server.
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

    /// What has to live as long as the bridge.
    var services: [any Service] { ownership.map { [$0] } ?? [] }

    private var ownership: PostgreSQLOwnership? {
        guard case .server(let ownership) = place else { return nil }
        return ownership
    }

    /// Whether other bridges may have the PBXs.
    var isShared: Bool { ownership != nil }

    /// Which PBXs are this bridge's; `nil` where all are.
    var pbxs: (any PBXOwnership)? { ownership }

    /// The way to other bridges.
    func forwarding(logger: Logger) -> (any OrderForwarding)? {
        guard case .postgreSQL(let database) = database, let ownership else { return nil }
        return PostgreSQLOrderForwarding(database: database, ownership: ownership, logger: logger)
    }

    /// What prompts are made from, for other bridges; `nil` where there can be none.
    func promptRecipes(logger: Logger) -> PostgreSQLPromptRecipes? {
        guard case .postgreSQL(let database) = database, let ownership else { return nil }
        return PostgreSQLPromptRecipes(database: database, isAlone: { !ownership.hasOthers }, logger: logger)
    }

    /// Says how to find out whether a PBX can be reached from here.
    func reaching(_ isReachable: @escaping @Sendable (_ pbx: String?) -> Bool) {
        ownership?.reaching(isReachable)
    }

    /// Whether this bridge is the one that sends what is to be sent.
    var isDelivering: @Sendable () -> Bool {
        guard let ownership else { return { true } }
        return { ownership.isDelivering }
    }

    /// Which bridge owns a PBX, and whether it follows it.
    ///
    /// - Returns: `nil` where the one bridge has all of them.
    var owners: (@Sendable (_ id: String) -> SubjectOwner?)? {
        guard let ownership else { return nil }
        return { ownership.owners[$0] }
    }

    /// The requests that this bridge serves.
    ///
    /// - Parameters:
    ///   - outgoing: told when there is something to be sent.
    ///   - recipients: who is to be told of a state that a request has entered.
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

    /// Ends what is under way, and lets others have it.
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
