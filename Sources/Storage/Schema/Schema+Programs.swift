import GRDB

/// Which program has brought the tables to which state: an older one that is put in its place says which one can read
/// them.
extension Schema {
    static func createPrograms(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE schema_programs (
                    migration TEXT NOT NULL PRIMARY KEY,
                    program TEXT NOT NULL
                );
                """)
    }

    /// Updates the tables, and stores which program did so.
    static func migrate(_ pool: DatabasePool, by program: String) throws {
        let before = try pool.read(migrator.appliedIdentifiers)
        try migrator.migrate(pool)
        try pool.write { db in
            for migration in try migrator.appliedIdentifiers(db).subtracting(before).sorted() {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO schema_programs (migration, program) VALUES (?, ?)",
                    arguments: [migration, program])
            }
        }
    }

    /// Returns the program that made the newest migration that this program does not know; `nil` if it is unknown.
    static func newestProgram(_ db: Database) throws -> String? {
        guard try db.tableExists("schema_programs") else { return nil }
        let known = Set(migrator.migrations)
        return try Row.fetchAll(db, sql: "SELECT migration, program FROM schema_programs ORDER BY rowid DESC")
            .first { !known.contains(try $0.value("migration")) }?.value("program")
    }
}
