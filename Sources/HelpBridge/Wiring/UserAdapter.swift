import Foundation
import HelpDesk
import Storage
import WebAPI

/// The database's users as the pages and the commands need them.
struct UserAdapter: UserDesk {
    private let database: UserDatabase
    private let callCenter: any CallCenterSource
    private let hasher: PasswordHasher

    /// - Parameter callCenter: the departments and operators whom users may name.
    init(database: HelpDeskDatabase, callCenter: any CallCenterSource, hasher: PasswordHasher) {
        self.database = UserDatabase(database: database, indispensableRole: UserRole.admin.rawValue)
        self.callCenter = callCenter
        self.hasher = hasher
    }

    func users() async throws -> [UserRecord] {
        try await database.users().map(UserRecord.init)
    }

    func user(_ id: String) async throws -> UserRecord? {
        try await database.user(id).map(UserRecord.init)
    }

    func make(_ draft: UserDraft, password: String, by author: String) async throws(UserRefusal) -> UserRecord {
        let draft = draft.normalized
        let faults = faults(draft) + UserDraft.passwordFaults(password, login: draft.login)
        guard faults.isEmpty else { throw .invalid(faults) }
        let hash = try await hash(password)
        let user = UserDatabase.User(
            id: UUID().uuidString.lowercased(), login: draft.login, name: draft.name, role: draft.role.rawValue,
            extension: draft.extension, departments: draft.departments, language: draft.language, isDisabled: false,
            // As exact as it is stored.
            createdAt: Date(timeIntervalSince1970: (Date().timeIntervalSince1970 * 1000).rounded() / 1000))
        try await storing { try await database.add(user, password: hash, by: author) }
        return UserRecord(user)
    }

    func change(_ id: String, to draft: UserDraft, by author: String) async throws(UserRefusal) -> UserRecord {
        let draft = draft.normalized
        let faults = faults(draft)
        guard faults.isEmpty else { throw .invalid(faults) }
        return try await edit(id, by: author) { user in
            user.login = draft.login
            user.name = draft.name
            user.role = draft.role.rawValue
            user.extension = draft.extension
            user.departments = draft.departments
            user.language = draft.language
        }
    }

    func setDisabled(_ isDisabled: Bool, _ id: String, by author: String) async throws(UserRefusal) -> UserRecord {
        try await edit(id, by: author) { $0.isDisabled = isDisabled }
    }

    func setPassword(_ password: String, of id: String, by author: String) async throws(UserRefusal) {
        guard let user = try await storing({ try await database.user(id) }) else { throw .unknown }
        let faults = UserDraft.passwordFaults(password, login: user.login)
        guard faults.isEmpty else { throw .invalid(faults) }
        let hash = try await hash(password)
        guard try await storing({ try await database.setPassword(hash, of: id, by: author) }) else { throw .unknown }
    }

    func remove(_ id: String, by author: String) async throws(UserRefusal) {
        guard try await storing({ try await database.remove(id, by: author) }) else { throw .unknown }
    }

    private func edit(
        _ id: String, by author: String, _ change: @escaping @Sendable (inout UserDatabase.User) -> Void
    ) async throws(UserRefusal) -> UserRecord {
        guard let user = try await storing({ try await database.change(id, by: author, change) }) else {
            throw .unknown
        }
        return UserRecord(user)
    }

    private func hash(_ password: String) async throws(UserRefusal) -> String {
        do {
            return try await hasher.hash(password).text
        } catch is PasswordHasher.Busy {
            throw .busy
        } catch {
            throw .notStored("the password could not be digested: \(error)")
        }
    }

    private func faults(_ draft: UserDraft) -> [SettingFault] {
        var faults = draft.faults
        let current = callCenter.current
        if let number = draft.extension, draft.role == .operator, current.operators[number] == nil {
            faults.append(SettingFault(field: "extension", message: "no operator has the extension \(number)"))
        }
        for id in draft.departments where current.departments[id] == nil {
            faults.append(SettingFault(field: "departments", message: "no department has the id \(id)"))
        }
        return faults
    }

    private func storing<Value: Sendable>(_ work: () async throws -> Value) async throws(UserRefusal) -> Value {
        do {
            return try await work()
        } catch let error as StorageError {
            switch error {
            case .loginTaken: throw .invalid([SettingFault(field: "login", message: error.description)])
            case .lastOfRole: throw .lastAdmin
            default: throw .notStored(error.description)
            }
        } catch {
            throw .notStored("\(error)")
        }
    }
}

extension UserRecord {
    init(_ stored: UserDatabase.User) {
        self.init(
            id: stored.id, login: stored.login, name: stored.name,
            // A role that only a newer program knows may here no more than the least one.
            role: UserRole(rawValue: stored.role) ?? .operator, extension: stored.extension,
            departments: stored.departments, language: stored.language, isDisabled: stored.isDisabled,
            createdAt: stored.createdAt)
    }
}
