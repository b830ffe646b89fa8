import Foundation

/// Takes a customer's number out of everything that is kept: requests with their timelines, what CRMs said about them,
/// answers that would be repeated, deliveries in both directions, sessions of embedded panels, the audit log, and the
/// names of sounds and tokens.
///
/// It searches the tables without keeping anybody from writing, and erases in small transactions, so that calls are
/// served meanwhile.
public struct Forgetting: Sendable {
    /// The places where the number was.
    public struct Outcome: Sendable, Equatable, Encodable {
        /// The number of occurrences, by table.
        public var tables: [String: Int] = [:]

        public var places: Int { tables.values.reduce(0, +) }

        private enum CodingKeys: CodingKey {
            case places, tables
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(places, forKey: .places)
            try container.encode(tables, forKey: .tables)
        }
    }

    private let database: any SQLDatabase
    private let number: PhoneNumber
    private let erasure: NumberErasure
    private let batchSize: Int

    package init(database: any SQLDatabase, number: PhoneNumber) throws {
        try self.init(database: database, number: number, batchSize: 200)
    }

    init(database: any SQLDatabase, number: PhoneNumber, batchSize: Int) throws {
        self.database = database
        self.number = number
        self.batchSize = batchSize
        erasure = try NumberErasure(number)
    }

    /// Erases the number.
    ///
    /// - Throws: ``StorageError``; what was erased until then stays erased.
    public func run() async throws -> Outcome {
        var outcome = Outcome()
        for table in ErasableTable.all {
            let places = try await forget(in: table)
            if places > 0 { outcome.tables[table.name] = places }
        }
        await database.emptyLog()
        return outcome
    }

    private func forget(in table: ErasableTable) async throws -> Int {
        var places = 0
        var last: SQLValue?
        repeat {
            // Searched while others may write: SQLite has one writer at a time, and a bridge must not wait for a
            // search.
            let (found, next) = try await database.read { [erasure, batchSize, seal = database.seal, last] db in
                let rows = try table.rows(after: last, limit: batchSize, db)
                let found: [SQLValue] = try rows.filter { try table.holds(erasure, in: $0, seal) }
                    .map { try $0.value("place") }
                let next: SQLValue? = rows.count < batchSize ? nil : try rows.last?.value("place")
                return (found, next)
            }
            if !found.isEmpty { places += try await erase(found, from: table) }
            last = next
        } while last != nil
        return places
    }

    private func erase(_ found: [SQLValue], from table: ErasableTable) async throws -> Int {
        let start = ContinuousClock.now
        let places = try await database.write { [erasure, number, seal = database.seal] db in
            try table.lock(db)
            // The rows may have changed or been removed since the search.
            return try found.reduce(0) { places, place in
                guard let row = try table.row(at: place, db) else { return places }
                return try places + table.erase(number, erasure, in: row, seal, db)
            }
        }
        // Waiting writers only poll SQLite's lock, so it must be free long enough: half of the time is theirs.
        try await Task.sleep(for: start.duration(to: .now))
        return places
    }
}
