extension PostgreSQLPool {
    /// The settings of every connection of a pool.
    public struct Configuration: Sendable {
        /// The address, such as `postgresql://user@host1,host2/database?target_session_attrs=read-write`, or in the
        /// keyword form, as libpq reads it (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
        public var url: String
        /// The password; `nil` leaves it to the address, `~/.pgpass` and the environment.
        public var password: String?
        /// The maximum number of connections, which are opened on demand.
        public var maximumConnections: Int
        /// The time that each host of the address has to answer, unless the address sets `connect_timeout`.
        public var connectTimeout: Duration
        /// The time limit of a statement, from the call to the answer, including the wait for a connection.
        public var timeout: Duration
        /// The name shown in `pg_stat_activity`, unless the address sets one.
        public var applicationName: String
        /// The first and the longest pause after a failed connection attempt; the pause doubles in between.
        public var backoff: ClosedRange<Duration>

        /// - Parameters:
        ///   - url: The server's address.
        ///   - password: The password, if the address has none.
        ///   - maximumConnections: The maximum number of connections, at least 1.
        ///   - connectTimeout: The time limit for each host, in whole seconds and at least 2, as libpq counts.
        ///   - timeout: The time limit of a statement.
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

        /// Checks that libpq can parse the address, without connecting.
        ///
        /// - Throws: ``PostgreSQLError/invalid(_:)`` if it cannot.
        public func check() throws(PostgreSQLError) {
            _ = try ConnectionSettings(self)
        }
    }
}
