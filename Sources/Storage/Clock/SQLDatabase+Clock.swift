package import Foundation

extension SQLDatabase {
    /// Returns the clock's time if it is plausible, also compared with the last time in the database, and stores it
    /// there.
    ///
    /// - Throws: ``StorageError/implausibleClock(wall:lastSeen:)``.
    func plausibleTime() async throws -> Date {
        try await write { [clock] db in
            let lastSeen = try ClockRow.lastSeen(db)
            if let lastSeen { clock.compare(lastSeen: lastSeen) }
            let reading = clock.reading
            guard reading.isPlausible else {
                throw StorageError.implausibleClock(wall: reading.wall, lastSeen: lastSeen ?? reading.now)
            }
            try ClockRow.put(reading.wall, db)
            return reading.wall
        }
    }

    /// Trusts the clock from now on, in every process that uses this database.
    package func confirmTime(_ date: Date = Date()) async throws {
        try await write { [clock] db in
            try ClockRow.put(date, db)
            clock.trust(date)
        }
    }
}
