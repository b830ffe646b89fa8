/// Keeps the users, with digests of their passwords. Each change notes itself in the audit log and ends, where it should,
/// the user's sessions, in the same transaction.
public protocol UserStore: Sendable {
    /// By login.
    func users() async throws -> [User]
    /// - Returns: `nil` when there is none.
    func user(_ id: String) async throws -> User?
    /// A user and the text of their password's ``PasswordHash``; `nil` when nobody has the login.
    ///
    /// - Parameter login: as it may be stored, one that somebody can have.
    func account(login: String) async throws -> (user: User, password: String)?
    /// - Parameter author: whom the audit log names.
    /// - Throws: `AdministrationError.invalid` when the login is taken.
    func add(_ user: User, password: String, by author: String) async throws
    /// Changes everything but the password; disabling ends the user's sessions.
    ///
    /// - Parameter edit: makes the new user from the stored one; id and date stay.
    /// - Returns: the user as they are now; `nil` when there is none.
    /// - Throws: `AdministrationError.invalid` when the login is taken, and `lastAdministrator` when nobody of that role
    ///   who is not disabled would be left.
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
