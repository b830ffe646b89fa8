import Administration
import Foundation
import HelpDesk
import Logging
import Storage

/// What a database holds that `helpbridge setup` leaves as it is.
struct SetupDatabase: Sendable {
    var hasCallCenter = false
    var logins: Set<String> = []

    /// Looks into the database of a configuration; where there is none yet, none is made.
    ///
    /// - Throws: `StorageError` when it cannot be read.
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
