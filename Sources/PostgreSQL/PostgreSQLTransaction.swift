/// An open transaction, on a connection that is its own until it ends.
public struct PostgreSQLTransaction: Sendable {
    private let pool: PostgreSQLPool
    private let connection: ServerConnection.ID

    init(pool: PostgreSQLPool, connection: ServerConnection.ID) {
        self.pool = pool
        self.connection = connection
    }

    /// Executes one statement.
    ///
    /// - Throws: ``PostgreSQLError``, after which the transaction can only end.
    @discardableResult
    public func query(_ sql: String, _ parameters: [PostgreSQLValue] = []) async throws -> PostgreSQLResult {
        try await execute([PostgreSQLStatement(sql, parameters)])[0]
    }

    /// Executes statements in one round trip to the server.
    ///
    /// - Throws: like ``query(_:_:)``.
    @discardableResult
    public func execute(_ statements: [PostgreSQLStatement]) async throws -> [PostgreSQLResult] {
        try await pool.perform(statements, .checkedOut(connection)).results
    }
}
