import Administration
import PostgreSQL
import Storage

/// The attempts to sign in to all bridges: many bridges do not allow a guesser many times as much.
package struct PostgreSQLLoginThrottle: LoginThrottle {
    /// For how long it is remembered where a login has been used, in seconds.
    private static let homeMemory = 90 * 86_400.0

    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    package func begin(login: String, address: String) async throws -> Duration? {
        try await change(login, address) { $0.begin(login: login, address: address, at: $1) }
    }

    package func end(login: String, address: String, succeeded: Bool) async throws {
        try await change(login, address) { $0.end(login: login, address: address, at: $1, succeeded: succeeded) }
    }

    private func change<Value: Sendable>(
        _ login: String, _ address: String, _ change: (inout LoginAttempts, _ now: Duration) -> Value
    ) async throws -> Value {
        try await database.writing { transaction in
            // One after the other: passwords are looked at far more slowly.
            try await transaction.query("LOCK TABLE login_attempts IN SHARE ROW EXCLUSIVE MODE")
            let now = try await transaction.query(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now"
            ).rows[0].integer("now")
            let keys = LoginAttempts.keys(login: login, address: address)
            var before: [LoginAttempts.Key: LoginAttempts.Count] = [:]
            for key in keys {
                let row = try await transaction.query(
                    """
                    SELECT attempts, notBefore, last FROM login_attempts
                    WHERE kind = $1 AND login = $2 AND address = $3
                    """, key.columns
                ).rows.first
                before[key] = try row.map { row in
                    LoginAttempts.Count(
                        attempts: Int(try row.integer("attempts")),
                        notBefore: .milliseconds(try row.integer("notBefore")),
                        last: .milliseconds(try row.integer("last")))
                }
            }
            var attempts = LoginAttempts(before)
            let value = change(&attempts, .milliseconds(now))
            for key in keys where attempts.counts[key] != before[key] {
                try await write(attempts.counts[key], of: key, transaction)
            }
            try await transaction.query(
                "DELETE FROM login_attempts WHERE last < CASE kind WHEN 'home' THEN $1 ELSE $2 END",
                [.integer(now - Int64(Self.homeMemory * 1000)), .integer(now - LoginAttempts.memory.inMilliseconds)])
            return value
        }
    }

    private func write(
        _ count: LoginAttempts.Count?, of key: LoginAttempts.Key, _ transaction: PostgreSQLTransaction
    ) async throws {
        guard let count else {
            try await transaction.query(
                "DELETE FROM login_attempts WHERE kind = $1 AND login = $2 AND address = $3", key.columns)
            return
        }
        try await transaction.query(
            """
            INSERT INTO login_attempts (kind, login, address, attempts, notBefore, last) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (kind, login, address) DO UPDATE SET
                attempts = excluded.attempts, notBefore = excluded.notBefore, last = excluded.last
            """,
            key.columns + [
                .integer(Int64(count.attempts)), .integer(count.notBefore.inMilliseconds),
                .integer(count.last.inMilliseconds),
            ])
    }
}

extension LoginAttempts.Key {
    fileprivate var columns: [PostgreSQLValue] { [.text(kind.rawValue), .text(login), .text(address)] }
}

extension Duration {
    fileprivate var inMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
