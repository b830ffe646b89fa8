import Foundation
import HelpDesk

/// Checks that the whole database is readable, even while a bridge serves from it.
public struct DatabaseCheck: Sendable {
    /// The result of a check.
    public struct Report: Sendable, Encodable {
        /// The faults that the database's own check reports, one line each.
        public var faults: [String]
        /// The unreadable rows.
        public var damaged: [DamagedRow]
        /// The reason why the clock is implausible; `nil` if it is plausible.
        public var clock: String?

        /// Whether nothing needs to be repaired.
        public var isGood: Bool { faults.isEmpty && damaged.isEmpty && clock == nil }

        private enum CodingKeys: CodingKey {
            case isGood, faults, damaged, clock
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(isGood, forKey: .isGood)
            try container.encode(faults, forKey: .faults)
            try container.encode(damaged, forKey: .damaged)
            try container.encode(clock, forKey: .clock)
        }
    }

    private static let batchSize = 500

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    /// - Throws: ``StorageError`` if the database cannot be read at all.
    public func run() async throws -> Report {
        var faults = try await database.checkIntegrity()
        let damage = DamagedRows(logger: .quiet)
        for table in CheckedTable.all {
            do {
                try await read(table, damage)
            } catch {
                // The remaining tables are still worth checking.
                faults.append("the table \(table.name) cannot be read: \(error)")
            }
        }
        do {
            try await database.read { [seal = database.seal] db in
                _ = try CallCenter(db, damage: damage, seal: seal)
            }
        } catch {
            faults.append("the settings cannot be read: \(error)")
        }
        return Report(faults: faults, damaged: damage.rows, clock: try await clockFault())
    }

    private func read(_ table: CheckedTable, _ damage: DamagedRows) async throws {
        var last: SQLValue?
        repeat {
            last = try await database.read { [seal = database.seal, last] db in
                let rows = try table.rows(after: last, limit: Self.batchSize, db)
                _ = damage.readable(rows, of: table.name, key: "place") { try table.read($0, seal) }
                return rows.count < Self.batchSize ? nil : try rows.last?.value("place")
            }
        } while last != nil
    }

    private func clockFault() async throws -> String? {
        let lastSeen = try await database.read { db in try ClockRow.lastSeen(db) }
        let reading = database.clock.reading
        guard !reading.isPlausible else { return nil }
        return StorageError.implausibleClock(wall: reading.wall, lastSeen: lastSeen ?? reading.now).description
    }
}
