extension PostgreSQLPool {
    /// What holds for every connection of a pool.
    public struct Configuration: Sendable {
        /// `postgresql://user@host1,host2/database?target_session_attrs=read-write`, or the keyword form, as libpq reads
        /// it (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
        public var url: String
        /// The password, where the address has none; `nil` leaves it to the address, `~/.pgpass` and the environment.
        public var password: String?
        /// How many connections there are at most; they are made when there is work for them.
        public var maximumConnections: Int
        /// How long each host of the address has to answer, where the address does not say it (`connect_timeout`).
        public var connectTimeout: Duration
        /// How long a statement may take, from the call to the answer; the wait for a connection included.
        public var timeout: Duration
        /// What `pg_stat_activity` calls us, where the address does not say it.
        public var applicationName: String
        /// How long to wait after a failure to connect, at first and at most; it doubles in between.
        public var backoff: ClosedRange<Duration>

        /// - Parameters:
        ///   - url: where the server is.
        ///   - password: where the address has none.
        ///   - maximumConnections: at least 1.
        ///   - connectTimeout: in whole seconds, at least 2, which is what libpq counts in.
        ///   - timeout: of a statement.
        public init(
            url: String, password: String? = nil, maximumConnections: Int = 8, connectTimeout: Duration = .seconds(3),
            timeout: Duration = .seconds(5), applicationName: String = "helpbridge",
            backoff: ClosedRange<Duration> = .milliseconds(50) ... .seconds(2)
        ) {
            self.url = url
            self.password = password
            self.maximumConnections = max(1, maximumConnections)
            self.connectTimeout = connectTimeout
            self.timeout = timeout
            self.applicationName = applicationName
            self.backoff = backoff
        }

        /// Looks whether libpq can read the address, without connecting.
        ///
        /// - Throws: ``PostgreSQLError/invalid(_:)``.
        public func check() throws(PostgreSQLError) {
            _ = try ConnectionSettings(self)
        }
    }
}
