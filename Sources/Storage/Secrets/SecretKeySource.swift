/// Where the keys come from under which a database's secrets are sealed.
public enum SecretKeySource: Sendable {
    /// The file `secrets.key` beside the database, made where there is none.
    case besideDatabase
    /// A file that somebody else looks after.
    case file(String)
    /// Keys that the configuration or the environment holds; new secrets are sealed under the first.
    case given([SecretKey])

    /// Tells what is wrong with the keys, without opening the database.
    ///
    /// - Parameter database: its path.
    /// - Throws: ``StorageError/secretKey(_:)``.
    public func check(database: String) throws(StorageError) {
        try SecretKeyring(self, beside: database, database: database).check()
    }
}
