package import Foundation

extension SQLDatabase {
    /// The clock's time when it is plausible, also to the database's last look at it; notes it there.
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

    /// Takes the clock at its word from now on, in every process that has this file open.
    package func confirmTime(_ date: Date = Date()) async throws {
        try await write { [clock] db in
            try ClockRow.put(date, db)
            clock.trust(date)
        }
    }
}
