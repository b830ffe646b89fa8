import Administration
import ConcurrencyPrimitives
import PostgreSQL
import Storage

/// The sign-in attempts at all bridges together: several bridges do not give a guesser more attempts.
///
/// The attempts at one bridge share one separate connection, one after the other.
package struct PostgreSQLLoginThrottle: LoginThrottle {
    /// How long the addresses that a login was used from are remembered, in seconds.
    private static let homeMemory = 90 * 86_400.0

    private let database: PostgreSQLDatabase

    package init(database: PostgreSQLDatabase) {
        self.database = database
    }

    package func begin(login: String, address: String) async throws -> Duration? {
        let keys = LoginAttempts.keys(login: login, address: address)
        let selection = Self.selection(keys)
        // A guesser is refused most of the time, which changes nothing and needs no lock.
        let rows = try await database.rows(selection, on: database.signIns)
        var (attempts, now) = try Self.attempts(rows, keys)
        if let wait = attempts.begin(login: login, address: address, at: now) { return wait }
        return try await change(keys) { $0.begin(login: login, address: address, at: $1) }
    }

    package func end(login: String, address: String, succeeded: Bool) async throws {
        try await change(LoginAttempts.keys(login: login, address: address)) {
            $0.end(login: login, address: address, at: $1, succeeded: succeeded)
        }
    }

    private func change<Value: Sendable>(
        _ keys: [LoginAttempts.Key], _ change: (inout LoginAttempts, _ now: Duration) -> Value
    ) async throws -> Value {
        do {
            return try await database.signIns.transaction { transaction in
                // One after the other: checking a password takes far longer.
                let results = try await transaction.execute([
                    PostgreSQLStatement("LOCK TABLE login_attempts IN SHARE ROW EXCLUSIVE MODE"), Self.selection(keys),
                ])
                var (attempts, now) = try Self.attempts(results[1].rows, keys)
                let before = attempts.counts
                let value = change(&attempts, now)
                let writes = keys.filter { attempts.counts[$0] != before[$0] }.map {
                    Self.writing(attempts.counts[$0], of: $0)
                }
                try await transaction.execute(
                    writes + [
                        Self.removal(of: [.home], before: now - .seconds(Self.homeMemory)),
                        Self.removal(of: [.person, .address, .login], before: now - LoginAttempts.memory),
                    ])
                return value
            }
        } catch {
            throw StorageError.translating(error)
        }
    }

    /// Selects the stored counts for these keys, in their order, and the server's time.
    private static func selection(_ keys: [LoginAttempts.Key]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now, attempts, notBefore, last
            FROM unnest($1, $2, $3) WITH ORDINALITY AS wanted (kind, login, address, place)
                LEFT JOIN login_attempts USING (kind, login, address)
            ORDER BY place
            """,
            [.texts(keys.map(\.kind.rawValue)), .words(keys.map(\.login)), .words(keys.map(\.address))])
    }

    private static func attempts(
        _ rows: [PostgreSQLRow], _ keys: [LoginAttempts.Key]
    ) throws -> (attempts: LoginAttempts, now: Duration) {
        var counts: [LoginAttempts.Key: LoginAttempts.Count] = [:]
        var now = Duration.zero
        for (key, row) in zip(keys, rows) {
            now = .milliseconds(try row.integer("now"))
            guard let attempts = try row.optionalInteger("attempts") else { continue }
            counts[key] = LoginAttempts.Count(
                attempts: Int(attempts), notBefore: .milliseconds(try row.integer("notBefore")),
                last: .milliseconds(try row.integer("last")))
        }
        return (LoginAttempts(counts), now)
    }

    private static func writing(_ count: LoginAttempts.Count?, of key: LoginAttempts.Key) -> PostgreSQLStatement {
        guard let count else {
            return PostgreSQLStatement(
                "DELETE FROM login_attempts WHERE kind = $1 AND login = $2 AND address = $3", key.columns)
        }
        return PostgreSQLStatement(
            """
            INSERT INTO login_attempts (kind, login, address, attempts, notBefore, last) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (kind, login, address) DO UPDATE SET
                attempts = excluded.attempts, notBefore = excluded.notBefore, last = excluded.last
            """,
            key.columns + [
                .integer(Int64(count.attempts)), .integer(Int64(count.notBefore.wholeMilliseconds)),
                .integer(Int64(count.last.wholeMilliseconds)),
            ])
    }

    /// Deletes old rows by kind, so that the index finds them.
    private static func removal(of kinds: [LoginAttempts.Key.Kind], before time: Duration) -> PostgreSQLStatement {
        PostgreSQLStatement(
            "DELETE FROM login_attempts WHERE kind = ANY ($1) AND last < $2",
            [.texts(kinds.map(\.rawValue)), .integer(Int64(time.wholeMilliseconds))])
    }
}

extension LoginAttempts.Key {
    fileprivate var columns: [PostgreSQLValue] { [.text(kind.rawValue), .word(login), .word(address)] }
}
