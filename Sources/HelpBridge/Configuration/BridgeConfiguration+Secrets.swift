import Administration
import HelpDesk
import Storage

extension BridgeConfiguration.Secrets {
    /// Reads `secrets`.
    init(_ settings: inout SettingReader) {
        key = Self.key(&settings)
        keyPlace = settings.isSet("secrets.key") ? settings.place("secrets.key") : nil
        let patterns = settings.texts("secrets.allow").compactMap { text -> SecretReference? in
            let pattern = SecretAllowance.pattern(text)
            if pattern == nil {
                settings.fail(
                    "secrets.allow",
                    "expected patterns such as env:CRM_* or file:/etc/helpbridge/secrets/*, found \"\(text)\"")
            }
            return pattern
        }
        allow = SecretAllowance(patterns: patterns)
    }

    /// Runs work that needs the key.
    ///
    /// - Throws: `HelpBridgeError` naming the key's setting if the key cannot be used; any error of `work`.
    func using<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch StorageError.secretKey(let fault) {
            throw HelpBridgeError.configuration(keyPlace.map { "\($0): \(fault)" } ?? "\(fault)")
        }
    }

    /// Returns the source of the key; a key file is read only when the database is opened: not every command may, or
    /// has to, read it.
    private static func key(_ settings: inout SettingReader) -> SecretKeySource {
        guard let text = settings.text("secrets.key") else { return .besideDatabase }
        if case .file(let path) = SecretReference(text).location, !path.isEmpty {
            return .file(settings.resolve(path))
        }
        guard let secret = settings.secret("secrets.key") else { return .besideDatabase }
        guard let keys = SecretKey.list(in: secret) else {
            settings.fail(
                "secrets.key",
                "expected 32 bytes in Base64 or hexadecimal, such as openssl rand -base64 32 makes, or file:PATH")
            return .besideDatabase
        }
        return .given(keys)
    }
}
