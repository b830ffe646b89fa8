import Foundation
public import HelpDesk
import LocatedYAML

/// The management of users.
///
/// A new password, disabling and removal end their sessions at once; a changed role or extension applies from their
/// next request on.
public struct UserService: Sendable {
    private let store: any UserStore
    private let callCenter: any CallCenterSource
    private let hasher: PasswordHasher
    private let defaultPBX: String

    /// - Parameters:
    ///   - callCenter: the departments and operators whom users may name.
    ///   - defaultPBX: the id of the default PBX.
    public init(
        store: any UserStore, callCenter: any CallCenterSource, hasher: PasswordHasher,
        defaultPBX: String = DialPolicy.mainPBX
    ) {
        self.defaultPBX = defaultPBX
        self.store = store
        self.callCenter = callCenter
        self.hasher = hasher
    }

    /// Returns the users, by login.
    public func users() async throws -> [User] { try await store.users() }

    /// - Returns: `nil` if there is none.
    public func user(_ id: String) async throws -> User? { try await store.user(id) }

    /// Returns the user with a login and a password, and the text of the ``PasswordHash`` that the password was
    /// compared with; `nil` if nobody may sign in with them.
    ///
    /// For a disabled or unknown user, neither the answer nor its time reveals more than for others.
    ///
    /// - Parameter login: the login as typed.
    /// - Throws: ``AdministrationError/busy``, and any error of the store.
    func account(login: String, password: String) async throws -> (user: User, password: String)? {
        var account: (user: User, password: String)?
        // A text that cannot be a login is not looked up: a database might treat it as another text.
        for login in UserDraft.logins(typed: login) where account == nil && UserDraft.isWord(login) {
            account = try await store.account(login: login)
        }
        let digest = account.flatMap { $0.user.isDisabled ? nil : $0.password }
        guard try await hasher.matches(String(password.prefix(UserDraft.maximumPasswordLength + 1)), digest) else {
            return nil
        }
        return account
    }

    /// - Parameter author: the author in the audit log.
    public func make(
        _ draft: UserDraft, password: String, by author: String
    ) async throws(AdministrationError) -> User {
        let draft = normalized(draft)
        let faults = faults(draft) + UserDraft.passwordFaults(password, login: draft.login)
        guard faults.isEmpty else { throw .invalid(faults) }
        let hash = try await hash(password)
        let user = User(draft, at: Date())
        try await storing { try await store.add(user, password: hash, by: author) }
        return user
    }

    /// Changes everything but the password.
    ///
    /// - Throws: `invalid`, `unknown`, `lastAdministrator`.
    public func change(_ id: String, to draft: UserDraft, by author: String) async throws(AdministrationError) -> User {
        let draft = normalized(draft)
        let faults = faults(draft)
        guard faults.isEmpty else { throw .invalid(faults) }
        let users = try await storing { try await store.users() }
        let isTaken = users.contains { $0.id != id && UserDraft.normalized(login: $0.login) == draft.login }
        return try await edit(id, by: author) { user in
            let login = user.login
            user.apply(draft)
            // Earlier versions treated the same login in other digits as a different login: both stay as they are.
            if isTaken, UserDraft.normalized(login: login) == draft.login { user.login = login }
        }
    }

    /// Disables a user and signs them out everywhere, or enables them again.
    ///
    /// - Throws: `AdministrationError` if there is no such user, or nobody else could administer the bridge.
    public func setDisabled(
        _ isDisabled: Bool, _ id: String, by author: String
    ) async throws(AdministrationError) -> User {
        try await edit(id, by: author) { $0.isDisabled = isDisabled }
    }

    /// Sets a password, and signs the user out everywhere.
    ///
    /// - Throws: `invalid`, `unknown`, `busy`.
    public func setPassword(_ password: String, of id: String, by author: String) async throws(AdministrationError) {
        guard let user = try await storing({ try await store.user(id) }) else { throw .unknown(.user(id)) }
        let faults = UserDraft.passwordFaults(password, login: user.login)
        guard faults.isEmpty else { throw .invalid(faults) }
        let hash = try await hash(password)
        let isSet = try await storing { try await store.setPassword(hash, of: id, by: author) }
        guard isSet else { throw .unknown(.user(id)) }
    }

    /// Removes a user.
    ///
    /// - Throws: `unknown`, `lastAdministrator`.
    public func remove(_ id: String, by author: String) async throws(AdministrationError) {
        let isRemoved = try await storing { try await store.remove(id, by: author) }
        guard isRemoved else { throw .unknown(.user(id)) }
    }

    /// Returns the draft as stored: phones have the one name by which people who ask for help are known.
    private func normalized(_ draft: UserDraft) -> UserDraft {
        func canonical(_ number: String) -> String { ExtensionAddress.canonical(number, defaultPBX: defaultPBX) }
        var draft = draft.normalized
        draft.extension = draft.extension.map(canonical)
        draft.otherExtensions = draft.otherExtensions.map(canonical)
        // Two names may be those of one phone.
        return draft.normalized
    }

    private func edit(
        _ id: String, by author: String, _ change: @escaping @Sendable (inout User) -> Void
    ) async throws(AdministrationError) -> User {
        let user = try await storing { try await store.change(id, by: author, change) }
        guard let user else { throw .unknown(.user(id)) }
        return user
    }

    private func hash(_ password: String) async throws(AdministrationError) -> String {
        do {
            return try await hasher.hash(password).text
        } catch AdministrationError.busy {
            throw .busy
        } catch {
            throw .notStored(reason: "the password could not be digested: \(error)")
        }
    }

    private func faults(_ draft: UserDraft) -> [LocatedProblem] {
        var faults = draft.faults
        let current = callCenter.current
        if let number = draft.extension, draft.role == .operator, current.operators[number] == nil {
            faults.append(LocatedProblem(path: "extension", message: "no operator has the extension \(number)"))
        }
        if draft.role == .operator {
            for number in draft.otherExtensions where current.operators[number] == nil {
                faults.append(
                    LocatedProblem(path: "otherExtensions", message: "no operator has the extension \(number)"))
            }
        }
        for id in draft.departments where current.departments[id] == nil {
            faults.append(LocatedProblem(path: "departments", message: "no department has the id \(id)"))
        }
        return faults
    }
}
