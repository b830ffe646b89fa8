import GRDB

extension Schema {
    /// Finds the keys of callers that are over without a look at each delivery that is remembered.
    static func addCallersKeys(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX idempotency_keys_callers ON idempotency_keys (createdAt)
                WHERE \(IdempotencyRow.isCallers)
                """)
    }
}
