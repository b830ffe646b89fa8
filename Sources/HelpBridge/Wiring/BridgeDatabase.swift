import Administration
import Foundation
import HelpDesk
import Logging
import PostgreSQL
import Storage
import StoragePostgreSQL

/// The configured database, and its stores.
enum BridgeDatabase: Sendable {
    case sqlite(SQLiteDatabase)
    case postgreSQL(PostgreSQLDatabase)

    static let program = "HelpBridge \(Version.text)"

    /// Opens the database, even while a bridge is running.
    static func open(
        _ configuration: BridgeConfiguration, isKeyLost: Bool = false, logger: Logger = .quiet
    ) async throws -> BridgeDatabase {
        try await configuration.asOwner {
            guard let server = configuration.databaseServer else {
                return .sqlite(try await file(configuration, isKeyLost: isKeyLost, logger: logger))
            }
            return .postgreSQL(try await database(on: server, configuration, isKeyLost: isKeyLost, logger: logger))
        }
    }

    /// Runs `work` with the database, and closes it in any case.
    static func with<Value: Sendable>(
        _ configuration: BridgeConfiguration, isKeyLost: Bool = false, _ work: (BridgeDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try await open(configuration, isKeyLost: isKeyLost)
        return try await database.shared.closing { try await work(database) }
    }

    static func file(
        _ configuration: BridgeConfiguration, under lock: DatabaseLock? = nil, isKeyLost: Bool = false, logger: Logger
    ) async throws -> SQLiteDatabase {
        try await configuration.secrets.using {
            try await SQLiteDatabase.open(
                at: configuration.database, under: lock, keys: configuration.secrets.key, isKeyLost: isKeyLost,
                program: program, logger: logger)
        }
    }

    static func database(
        on server: BridgeConfiguration.DatabaseServer, _ configuration: BridgeConfiguration, isKeyLost: Bool = false,
        logger: Logger = .quiet
    ) async throws -> PostgreSQLDatabase {
        try await configuration.secrets.using {
            try await PostgreSQLDatabase.open(
                server.pool,
                keys: PostgreSQLDatabase.Keys(
                    configuration.secrets.key, beside: configuration.database, isLost: isKeyLost),
                program: program, logger: logger)
        }
    }

    /// The database as the stores common to both kinds use it.
    var shared: any SQLDatabase {
        switch self {
        case .sqlite(let database): database
        case .postgreSQL(let database): database
        }
    }

    var users: any UserStore {
        switch self {
        case .sqlite(let database): SQLiteUserStore(database: database)
        case .postgreSQL(let database): PostgreSQLUserStore(database: database)
        }
    }

    var tokens: any TokenStore {
        switch self {
        case .sqlite(let database): SQLiteTokenStore(database: database)
        case .postgreSQL(let database): PostgreSQLTokenStore(database: database)
        }
    }

    var sessions: any SessionStore {
        switch self {
        case .sqlite(let database): SQLiteSessionStore(database: database)
        case .postgreSQL(let database): PostgreSQLSessionStore(database: database)
        }
    }

    var audit: any AuditStore {
        switch self {
        case .sqlite(let database): SQLiteAuditLog(database: database)
        case .postgreSQL(let database): PostgreSQLAuditLog(database: database)
        }
    }

    var history: any HistoryStore {
        switch self {
        case .sqlite(let database): SQLiteHistoryStore(database: database)
        case .postgreSQL(let database): PostgreSQLHistoryStore(database: database)
        }
    }

    var missed: any MissedRequestStore {
        switch self {
        case .sqlite(let database): SQLiteMissedRequestStore(database: database)
        case .postgreSQL(let database): PostgreSQLMissedRequestStore(database: database)
        }
    }

    /// The tokens with which CRMs admit us; several bridges share them.
    var tokensOfCRMs: any RefreshTokenStore {
        switch self {
        case .sqlite(let database): SQLRefreshTokenStore(database: database)
        case .postgreSQL(let database): SharedAccessTokenStore(database: database)
        }
    }

    /// The throttle of failed sign-ins.
    var loginThrottle: any LoginThrottle {
        switch self {
        case .sqlite: InMemoryLoginThrottle()
        case .postgreSQL(let database): PostgreSQLLoginThrottle(database: database)
        }
    }

    /// Returns the requests, for programs that do not serve them.
    func requests(logger: Logger) -> any HelpRequestStore {
        switch self {
        case .sqlite(let database): SQLiteHelpRequestStore(database: database, logger: logger)
        case .postgreSQL(let database): PostgreSQLHelpRequestStore(database: database, logger: logger)
        }
    }
}
