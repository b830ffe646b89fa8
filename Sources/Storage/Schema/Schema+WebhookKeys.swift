import GRDB

extension Schema {
    /// Indexes callers' keys, so that expired ones are found without scanning those of deliveries.
    static func addCallersKeys(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX idempotency_keys_callers ON idempotency_keys (createdAt)
                WHERE \(IdempotencyRow.isCallers)
                """)
    }
}
