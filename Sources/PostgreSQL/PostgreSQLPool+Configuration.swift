extension PostgreSQLPool {
    /// The settings of a pool and its connections.
    public struct Configuration: Sendable {
        /// The server's address: `postgresql://user@host1,host2/database?target_session_attrs=read-write`, or the
        /// keyword form, as libpq reads it (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
        public var url: String
        /// The password, if the address has none; `nil` leaves it to the address, `~/.pgpass` and the environment.
        public var password: String?
        /// The maximum number of connections; they are opened on demand.
        public var maximumConnections: Int
        /// The time that each host of the address has to answer, unless the address sets `connect_timeout`.
        public var connectTimeout: Duration
        /// The time that a statement may take, from the call to the answer, including the wait for a connection.
        public var timeout: Duration
        /// Our name in `pg_stat_activity`, unless the address sets it.
        public var applicationName: String
        /// The first and the longest pause after failures to connect; it doubles in between.
        public var backoff: ClosedRange<Duration>

        /// - Parameters:
        ///   - url: the server's address.
        ///   - password: the password, if the address has none.
        ///   - maximumConnections: at least 1.
        ///   - connectTimeout: in whole seconds, libpq's unit; at least 2.
        ///   - timeout: the time that a statement may take.
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

        /// Checks that libpq can read the address, without connecting.
        ///
        /// - Throws: ``PostgreSQLError/invalid(_:)``.
        public func check() throws(PostgreSQLError) {
            _ = try ConnectionSettings(self)
        }
    }
}
