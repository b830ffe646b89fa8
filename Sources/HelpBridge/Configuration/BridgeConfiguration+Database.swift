import PostgreSQL

extension BridgeConfiguration.DatabaseServer {
    /// - Returns: `nil` if the configuration names no server.
    init?(_ settings: inout SettingReader) {
        let password = settings.secret("database.password")
        guard let url = settings.text("database.url") else {
            if settings.isSet("database.password") {
                settings.fail("database.password", "expected database.url beside it: a file has no password")
            }
            return nil
        }
        self.init(url: url, password: password)
        guard let fault else { return }
        settings.fail("database.url", fault)
    }

    /// The fault in the address; `nil` if libpq can parse it.
    ///
    /// Does not include the address, which may contain a password.
    var fault: String? {
        guard url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") else {
            return "expected an address such as postgresql://helpbridge@db1/helpbridge"
        }
        do {
            try pool.check()
            return nil
        } catch {
            return "expected an address such as postgresql://helpbridge@db1/helpbridge: \(error)"
        }
    }

    var pool: PostgreSQLPool.Configuration {
        PostgreSQLPool.Configuration(url: url, password: password, timeout: timeout)
    }
}
