extension SQLDatabase {
    /// Checks that the database is readable at this moment; cheap enough for a readiness probe.
    package func checkAccess() async throws {
        _ = try await read { db in
            try db.row(sql: "SELECT revision FROM call_center_revision")
        }
    }

    /// Checks that the database is writable, by writing to it at intervals; in between, the last result counts.
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
                // An implausible time is not stored, but the write takes place anyway.
                let time = try reading.isPlausible ? reading.wall : ClockRow.lastSeen(db) ?? reading.now
                try ClockRow.put(time, ballast: ballast, db)
            }
        }
        if let failure = writeHealth.failure { throw failure }
    }
}
