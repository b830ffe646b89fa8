import PostgreSQL
import Storage

extension PostgreSQLDatabase {
    private static let tables = PostgreSQLSchema.tables + PostgreSQLSchema.tablesOfBridges

    /// Returns the faults that the server knows: missing tables, invalid indexes and constraints, and pages with a
    /// wrong checksum.
    ///
    /// Pages that are not read are checked by `pg_amcheck` and `pg_checksums`.
    package func checkIntegrity() async throws -> [String] {
        let missing = try await rows(
            PostgreSQLStatement(
                "SELECT name FROM unnest($1) AS wanted(name) WHERE to_regclass(name) IS NULL ORDER BY name",
                [.texts(Self.tables)])
        ).map { "the table \(try $0.string("name")) is missing" }
        let indexes = try await rows(
            PostgreSQLStatement(
                """
                SELECT index.relname AS name FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
                JOIN pg_class AS owner ON owner.oid = indrelid
                WHERE NOT indisvalid AND owner.relname = ANY ($1) ORDER BY index.relname
                """, [.texts(Self.tables)])
        ).map { "the index \(try $0.string("name")) is not valid: REINDEX it" }
        let constraints = try await rows(
            PostgreSQLStatement(
                """
                SELECT conname AS name, relname AS owner FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
                WHERE NOT convalidated AND relname = ANY ($1) ORDER BY conname
                """, [.texts(Self.tables)])
        ).map { "the constraint \(try $0.string("name")) of the table \(try $0.string("owner")) is not validated" }
        let checksums = try await rows(
            PostgreSQLStatement(
                """
                SELECT checksum_failures AS count FROM pg_stat_database
                WHERE datname = current_database() AND checksum_failures > 0
                """)
        ).map { "the server has met \(try $0.integer("count")) pages of this database with a wrong checksum" }
        return missing + indexes + constraints + checksums
    }
}
