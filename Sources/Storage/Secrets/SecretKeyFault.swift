/// What is wrong with the keys of a database's secrets (``StorageError/secretKey(_:)``): nothing is served until that
/// is mended.
public enum SecretKeyFault: Sendable, Equatable {
    /// The file is missing, and secrets are sealed with the key that it contained.
    case missing(path: String, database: String)
    /// The file does not contain keys.
    case malformed(path: String)
    case unreadable(path: String, reason: String)
    /// Users other than its owner may read the file.
    case exposed(path: String, mode: UInt32)
    /// The secrets of the database are sealed with another key; `place` is where ours comes from.
    case wrong(place: String, database: String)
    case cannotWrite(path: String, reason: String)
    /// The keys are in the configuration, which this program does not change.
    case notOurs
}

extension SecretKeyFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let path, let database):
            "secrets.key: the key file \(path) is missing, and secrets in \(database) are sealed under it: put it back; "
                + Self.whenLost
        case .malformed(let path):
            "secrets.key: \(path) does not hold 32 bytes in Base64 or hexadecimal, such as openssl rand -base64 32 makes"
        case .unreadable(let path, let reason):
            "secrets.key: \(path) cannot be read: \(reason)"
        case .exposed(let path, let mode):
            "secrets.key: \(path) may be read by others (mode 0\(String(mode, radix: 8))): chmod 600 it"
        case .wrong(let place, let database):
            "secrets.key: the secrets in \(database) are sealed under another key than that of \(place): "
                + "give the bridge that key; " + Self.whenLost
        case .cannotWrite(let path, let reason):
            "secrets.key: \(path) cannot be written: \(reason)"
        case .notOurs:
            "secrets.key is given in the configuration, where only you can change it: make a new key "
                + "(openssl rand -base64 32), run helpbridge secrets rotate --new-key KEY, "
                + "put KEY into secrets.key, and restart the bridge"
        }
    }

    private static let whenLost =
        "when it is lost, helpbridge secrets rotate --key-lost begins anew, and the secrets have to be entered again"
}
