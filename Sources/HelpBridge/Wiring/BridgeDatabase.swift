import Administration
import Foundation
import HelpDesk
import Logging
import PostgreSQL
import Storage
import StoragePostgreSQL

/// The database that a configuration names, and the stores in it.
enum BridgeDatabase: Sendable {
    case sqlite(HelpDeskDatabase)
    case postgreSQL(PostgreSQLDatabase)

    static let program = "HelpBridge \(Version.text)"

    /// Opens it beside a bridge that may be running.
    static func open(
        _ configuration: BridgeConfiguration, isKeyLost: Bool = false, logger: Logger = .quiet
    ) async throws -> BridgeDatabase {
        guard let server = configuration.databaseServer else {
            return .sqlite(try await file(configuration, isKeyLost: isKeyLost, logger: logger))
        }
        return .postgreSQL(try await database(on: server, configuration, isKeyLost: isKeyLost, logger: logger))
    }

    static func file(
        _ configuration: BridgeConfiguration, under lock: DatabaseLock? = nil, isKeyLost: Bool = false, logger: Logger
    ) async throws -> HelpDeskDatabase {
        try await HelpDeskDatabase.open(
            at: configuration.database, under: lock, keys: configuration.secrets.key, isKeyLost: isKeyLost,
            program: program, logger: logger)
    }

    static func database(
        on server: BridgeConfiguration.DatabaseServer, _ configuration: BridgeConfiguration, isKeyLost: Bool = false,
        logger: Logger = .quiet
    ) async throws -> PostgreSQLDatabase {
        try await PostgreSQLDatabase.open(
            server.pool,
            keys: PostgreSQLDatabase.Keys(
                configuration.secrets.key, beside: configuration.database, isLost: isKeyLost),
            program: program, logger: logger)
    }

    /// What every store can be made of that is the same for both.
    var shared: any SQLDatabase {
        switch self {
        case .sqlite(let database): database
        case .postgreSQL(let database): database
        }
    }

    var users: any UserStore {
        switch self {
        case .sqlite(let database): UserDatabase(database: database)
        case .postgreSQL(let database): PostgreSQLUserStore(database: database)
        }
    }

    var tokens: any TokenStore {
        switch self {
        case .sqlite(let database): TokenDatabase(database: database)
        case .postgreSQL(let database): PostgreSQLTokenStore(database: database)
        }
    }

    var sessions: any SessionStore {
        switch self {
        case .sqlite(let database): SessionDatabase(database: database)
        case .postgreSQL(let database): PostgreSQLSessionStore(database: database)
        }
    }

    var audit: any AuditStore {
        switch self {
        case .sqlite(let database): AuditLog(database: database)
        case .postgreSQL(let database): PostgreSQLAuditLog(database: database)
        }
    }

    var history: any HistoryStore {
        switch self {
        case .sqlite(let database): HelpRequestHistory(database: database)
        case .postgreSQL(let database): PostgreSQLHistoryStore(database: database)
        }
    }

    var missed: any MissedRequestStore {
        switch self {
        case .sqlite(let database): MissedRequestDatabase(database: database)
        case .postgreSQL(let database): PostgreSQLMissedRequestStore(database: database)
        }
    }

    /// What CRMs let us in with, which several bridges share.
    var tokensOfCRMs: any RefreshTokenStore {
        switch self {
        case .sqlite(let database): RefreshTokens(database: database)
        case .postgreSQL(let database): SharedTokens(database: database)
        }
    }

    /// Who has to wait before they try to sign in again.
    var loginThrottle: any LoginThrottle {
        switch self {
        case .sqlite: LocalLoginThrottle()
        case .postgreSQL(let database): PostgreSQLLoginThrottle(database: database)
        }
    }

    /// The requests, for whoever does not serve them.
    func requests(logger: Logger) -> any HelpRequestStore {
        switch self {
        case .sqlite(let database): HelpRequestDatabase(database: database, logger: logger)
        case .postgreSQL(let database): PostgreSQLHelpRequestStore(database: database, logger: logger)
        }
    }

    func close() async throws {
        try await shared.close()
    }
}
