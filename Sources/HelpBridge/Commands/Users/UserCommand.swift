import ArgumentParser
import HelpDesk
import Logging
import Storage
import WebAPI

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
    /// Opens the database beside a bridge that may be running.
    func withUsers<Value: Sendable>(_ work: (UserAdapter) async throws -> Value) async throws -> Value {
        let database = try await HelpDeskDatabase.open(try await load())
        // Nothing is logged: what goes wrong here is thrown.
        let quiet = Logger(label: "helpbridge") { _ in SwiftLogNoOpLogHandler() }
        let callCenter = try await CallCenterStore(database: database, logger: quiet)
        let value: Value
        do {
            value = try await work(
                UserAdapter(database: database, callCenter: callCenter, hasher: PasswordHasher()))
        } catch let refusal as UserRefusal {
            throw CommandFailure(refusal)
        }
        try await database.close()
        return value
    }

    /// Changes the user of a login.
    func withUser(_ login: String, _ work: (UserAdapter, UserRecord) async throws -> Void) async throws {
        try await withUsers { desk in
            let wanted = UserDraft(login: login, name: "", role: .operator).normalized.login
            guard let user = try await desk.users().first(where: { $0.login == wanted }) else {
                throw UserRefusal.unknown
            }
            try await work(desk, user)
        }
    }
}

extension CommandFailure {
    init(_ refusal: UserRefusal) {
        switch refusal {
        case .invalid(let faults):
            self.init(faults.map { "\($0.field): \($0.message)" }.joined(separator: "; "))
        case .unknown:
            self.init("nobody has this login; see helpbridge user list")
        case .lastAdmin:
            self.init("the last admin must stay; make another one first")
        case .busy:
            self.init("too many passwords are being digested; try again")
        case .notStored(let reason):
            self.init(reason)
        }
    }
}
