import Administration
import Foundation
import HelpDesk
import Logging
import Storage

/// The contents of a database that `helpbridge setup` leaves unchanged.
struct SetupDatabase: Sendable {
    var hasCallCenter = false
    var logins: Set<String> = []

    /// Reads the database of a configuration; does not create one.
    ///
    /// - Throws: `StorageError` if it cannot be read.
    static func read(_ configuration: BridgeConfiguration) async throws -> SetupDatabase {
        guard
            configuration.databaseServer != nil || FileManager.default.fileExists(atPath: configuration.database)
        else { return SetupDatabase() }
        return try await BridgeDatabase.with(configuration) { database in
            let callCenter = try await SQLCallCenterStore(database: database.shared, logger: .quiet).current
            return SetupDatabase(
                hasCallCenter: callCenter != CallCenter(),
                logins: Set(try await database.users.users().map { UserDraft.normalized(login: $0.login) }))
        }
    }
}
