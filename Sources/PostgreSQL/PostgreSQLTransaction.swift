/// A transaction under way, on a connection that nobody else uses meanwhile.
public struct PostgreSQLTransaction: Sendable {
    private let pool: PostgreSQLPool
    private let connection: ServerConnection.ID

    init(pool: PostgreSQLPool, connection: ServerConnection.ID) {
        self.pool = pool
        self.connection = connection
    }

    /// Carries out one statement.
    ///
    /// - Throws: ``PostgreSQLError``, after which the transaction can only end.
    @discardableResult
    public func query(_ sql: String, _ parameters: [PostgreSQLValue] = []) async throws -> PostgreSQLResult {
        try await execute([PostgreSQLStatement(sql, parameters)])[0]
    }

    /// Carries out statements in one round trip to the server.
    ///
    /// - Throws: as ``query(_:_:)``.
    @discardableResult
    public func execute(_ statements: [PostgreSQLStatement]) async throws -> [PostgreSQLResult] {
        try await pool.perform(statements, .checkedOut(connection)).results
    }
}
