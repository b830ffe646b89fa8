import Administration
import ArgumentParser
import HelpDesk
import Logging
import Storage

/// `helpbridge user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Looks after the people who sign in to the pages. A running bridge knows a change at once.",
        subcommands: [
            UserCreateCommand.self, UserListCommand.self, UserPasswordCommand.self, UserDisableCommand.self,
            UserEnableCommand.self, UserRemoveCommand.self,
        ])

    static let author = "command"
}

extension ConfigurationOptions {
    /// Opens the database, even while a bridge is running.
    func withUsers<Value: Sendable>(_ work: (UserService) async throws -> Value) async throws -> Value {
        do {
            let configuration = try await load()
            return try await BridgeDatabase.with(configuration) { database in
                // Nothing is logged, because errors are thrown.
                let callCenter = try await SQLCallCenterStore(database: database.shared, logger: .quiet)
                return try await work(
                    UserService(
                        store: database.users, callCenter: callCenter, hasher: PasswordHasher(),
                        defaultPBX: configuration.defaultPBX.id))
            }
        } catch AdministrationError.unknown {
            throw HelpBridgeError.failed("nobody has this login; see helpbridge user list")
        } catch let error as AdministrationError {
            throw HelpBridgeError.failed("\(error)")
        }
    }

    /// Changes the user with a login.
    func withUser(_ login: String, _ work: (UserService, User) async throws -> Void) async throws {
        try await withUsers { users in
            let known = try await users.users()
            let found = UserDraft.logins(typed: login).compactMap { wanted in known.first { $0.login == wanted } }
            guard let user = found.first else {
                throw AdministrationError.unknown(.user(login))
            }
            try await work(users, user)
        }
    }
}
