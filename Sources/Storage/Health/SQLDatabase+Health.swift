extension SQLDatabase {
    /// Makes sure that the database can be read at this moment; cheap enough for a readiness probe.
    package func checkAccess() async throws {
        _ = try await read { db in
            try db.row(sql: "SELECT revision FROM call_center_revision")
        }
    }

    /// Makes sure that the database can be written, by writing to it once in a while; otherwise goes by what is known.
    ///
    /// After a write has failed for want of room, as much is tried as a help request takes: less may find room for
    /// itself and prove nothing.
    ///
    /// - Throws: ``StorageError``.
    package func checkWriting() async throws {
        await writeHealth.probe {
            let ballast = writeHealth.failure == nil ? 0 : ClockRow.ballast
            try await write { [clock] db in
                let reading = clock.reading
                // A time that cannot be believed is not noted; something is written all the same.
                let time = try reading.isPlausible ? reading.wall : ClockRow.lastSeen(db) ?? reading.now
                try ClockRow.put(time, ballast: ballast, db)
            }
        }
        if let failure = writeHealth.failure { throw failure }
    }
}
