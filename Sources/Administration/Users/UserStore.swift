/// A store of users, with digests of their passwords.
///
/// Each change is recorded in the audit log and ends the user's sessions if necessary, in the same transaction.
public protocol UserStore: Sendable {
    /// Returns the users, by login.
    func users() async throws -> [User]
    /// - Returns: `nil` if there is none.
    func user(_ id: String) async throws -> User?
    /// Returns a user and the text of their password's ``PasswordHash``; `nil` if nobody has the login.
    ///
    /// - Parameter login: a valid login, as it may be stored.
    func account(login: String) async throws -> (user: User, password: String)?
    /// - Parameter author: the author in the audit log.
    /// - Throws: `AdministrationError.invalid` if the login is taken.
    func add(_ user: User, password: String, by author: String) async throws
    /// Changes everything but the password; disabling ends the user's sessions.
    ///
    /// - Parameter edit: changes the stored user; id and date stay.
    /// - Returns: the user as they are now; `nil` if there is none.
    /// - Throws: `AdministrationError.invalid` if the login is taken, and `lastAdministrator` if no enabled
    ///   administrator would be left.
    func change(_ id: String, by author: String, _ edit: @escaping @Sendable (inout User) -> Void) async throws -> User?
    /// Sets a password, and ends the user's sessions.
    ///
    /// - Returns: whether there is such a user.
    func setPassword(_ password: String, of id: String, by author: String) async throws -> Bool
    /// Removes a user, and ends their sessions.
    ///
    /// - Returns: whether there was one.
    /// - Throws: `AdministrationError.lastAdministrator`.
    func remove(_ id: String, by author: String) async throws -> Bool
}
