/// The source of the keys that seal a database's secrets.
public enum SecretKeySource: Sendable {
    /// The file `secrets.key` next to the database, which is created if it is missing.
    case besideDatabase
    /// A file that is managed elsewhere.
    case file(String)
    /// Keys in the configuration or the environment; new secrets are sealed with the first.
    case given([SecretKey])

    /// Checks the keys without opening the database.
    ///
    /// - Parameter database: the database's path.
    /// - Throws: ``StorageError/secretKey(_:)``.
    public func check(database: String) throws(StorageError) {
        try SecretKeyring(self, beside: database, database: database).check()
    }
}
