import PostgreSQL
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct PostgreSQLPoolTests {
    @Test("Values of every type come back from the server as they were sent")
    func values() async throws {
        try await withPool { pool in
            let bytes = (0...255).map { UInt8($0) }
            let result = try await pool.query(
                """
                SELECT $1::bool AS yes, $2::bigint AS least, $3::float8 AS fraction, $4::text AS words, $5::bytea AS bytes,
                    $6::text AS nothing, $7::text = ANY($8) AS found, cardinality($9::bigint[]) AS none
                """,
                [
                    true, .integer(.min), .real(0.1), "'; DROP TABLE x; -- \u{1F4DE} سلام", .bytes(bytes), nil,
                    "a\"b\\",
                    .texts(["x", "a\"b\\"]), .integers([]),
                ])
            let row = try #require(result.rows.first)
            #expect(try row.bool("yes"))
            #expect(try row.integer("least") == .min)
            #expect(try row.real("fraction") == 0.1)
            #expect(try row.string("words") == "'; DROP TABLE x; -- \u{1F4DE} سلام")
            #expect(try row.bytes("bytes") == bytes)
            #expect(row.text("nothing") == nil && row.has("nothing"))
            #expect(try row.bool("found"))
            #expect(row.text("none") == "0")
            #expect(throws: PostgreSQLRow.Unreadable(column: "words", type: "Int64")) { try row.integer("words") }
        }
    }

    @Test("A statement that is refused has the server's SQLSTATE, and the connection serves on")
    func refusedStatement() async throws {
        try await withPool(connections: 1) { pool in
            try await withTable(pool, "name TEXT") { table in
                try await pool.query("INSERT INTO \(table) VALUES (1, 'one')")
                let refused = await refusal { try await pool.query("INSERT INTO \(table) VALUES ($1, 'again')", [1]) }
                #expect(refused?.sqlState == "23505")
                guard case .refused(let message) = refused else { throw Unexpected(error: refused) }
                #expect(message.constraint == "\(table)_pkey")
                #expect(await refusal { try await pool.query("SELEC") }?.sqlState == "42601")
                #expect(await refusal { try await pool.query("SELECT $1::text", ["a\0b"]) }?.sqlState == "22021")
                #expect(try await pool.query("SELECT name FROM \(table)").rows.map { try $0.string("name") } == ["one"])
            }
        }
    }

    @Test("Statements that go together are all kept or none, and the one that failed is named")
    func batches() async throws {
        try await withPool(connections: 1) { pool in
            try await withTable(pool, "name TEXT") { table in
                let insert = "INSERT INTO \(table) VALUES ($1, $2) RETURNING name"
                func statements(_ ids: [Int64]) -> [PostgreSQLStatement] {
                    ids.map { PostgreSQLStatement(insert, [.integer($0), "n"]) }
                }
                let results = try await pool.execute(statements([1, 2]))
                #expect(results.map(\.count) == [1, 1])
                let failure = await refusal { try await pool.execute(statements([3, 4, 2, 5])) }
                guard case .refused(let message) = failure else { throw Unexpected(error: failure) }
                #expect(message.statement == 2)
                let count = try await pool.query("SELECT id FROM \(table)").count
                #expect(count == 2)
            }
        }
    }

    @Test("A transaction is undone by an error, and kept without one")
    func transactions() async throws {
        struct Change: Error {}
        try await withPool(connections: 2) { pool in
            try await withTable(pool, "name TEXT") { table in
                await #expect(throws: Change.self) {
                    try await pool.transaction { transaction in
                        try await transaction.query("INSERT INTO \(table) VALUES (1, 'x')")
                        throw Change()
                    }
                }
                #expect(try await pool.query("SELECT id FROM \(table)").count == 0)
                try await pool.transaction { transaction in
                    let id = try await transaction.query("INSERT INTO \(table) VALUES (2, 'y') RETURNING id").rows[0]
                    try await transaction.query(
                        "UPDATE \(table) SET name = 'z' WHERE id = $1", [.integer(id.integer("id"))])
                }
                #expect(try await pool.query("SELECT name FROM \(table)").rows.map { try $0.string("name") } == ["z"])
            }
        }
    }

    @Test("A transaction whose error was passed over does not count as kept")
    func passedOverError() async throws {
        try await withPool(connections: 1) { pool in
            let failure = await refusal {
                try await pool.transaction { transaction in _ = try? await transaction.query("SELECT 1 / 0") }
            }
            #expect(failure?.sqlState == "25P02")
            let result = try await pool.query("SELECT 1")
            #expect(result.count == 1)
        }
    }

    @Test("A pool has no more connections than are allowed, and whoever waits gets one")
    func connectionLimit() async throws {
        try await withPool(connections: 3) { pool in
            let processes = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        try await pool.query("SELECT pg_backend_pid() AS pid, pg_sleep(0.001)").rows[0].integer("pid")
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect((1...3).contains(processes.count))
        }
    }

    @Test("A caller of PostgreSQL who is cancelled goes at once, and the connection serves on")
    func cancelledCaller() async throws {
        try await withPool(connections: 1) { pool in
            let caller = Task { try await pool.query("SELECT pg_sleep(0.5)") }
            let second = Task { try await pool.query("SELECT 2") }
            caller.cancel()
            second.cancel()
            for task in [caller, second] { await #expect(throws: CancellationError.self) { try await task.value } }
            let result = try await pool.query("SELECT 3")
            #expect(result.count == 1)
        }
    }

    @Test("A caller who is cancelled in a transaction leaves nothing of it, and the connection serves on")
    func cancelledTransaction() async throws {
        try await withPool(connections: 1) { pool in
            try await withTable(pool, "name TEXT") { table in
                let (inserted, told) = AsyncStream.makeStream(of: Void.self)
                let caller = Task {
                    try await pool.transaction { transaction in
                        try await transaction.query("INSERT INTO \(table) VALUES (1, 'x')")
                        told.finish()
                        try await transaction.query("SELECT pg_sleep(0.5)")
                    }
                }
                for await _ in inserted {}
                caller.cancel()
                await #expect(throws: CancellationError.self) { try await caller.value }
                let result = try await pool.query("SELECT id FROM \(table)")
                #expect(result.count == 0)
            }
        }
    }

    @Test("More than fits into a socket's buffer is sent to PostgreSQL and read")
    func largeValues() async throws {
        try await withPool(connections: 1) { pool in
            let large = [UInt8](repeating: 0xAB, count: 4 << 20)
            let row = try await pool.query("SELECT $1::bytea AS bytes", [.bytes(large)]).rows[0]
            #expect(try row.bytes("bytes") == large)
        }
    }

    @Test("A statement of many shapes does not pile up on the server")
    func manyShapes() async throws {
        try await withPool(connections: 1) { pool in
            for number in 0..<300 { try await pool.query("SELECT \(number)") }
            let row = try await pool.query("SELECT count(*) AS kept FROM pg_prepared_statements").rows[0]
            #expect(try row.integer("kept") == 256)
        }
    }

    @Test("After a pool's shutdown nothing is sent, and what was pending has ended")
    func afterShutdown() async throws {
        try await withPool { observer in
            let url = try await PostgreSQLServer.sharedServer().url()
            let pool = try PostgreSQLPool(.init(url: url, timeout: .seconds(600), applicationName: "shutdown"))
            let pending = Task { try await pool.query("SELECT pg_sleep(600)") }
            let running = "SELECT FROM pg_stat_activity WHERE application_name = 'shutdown' AND state = 'active'"
            while try await observer.query(running).count == 0 {}
            await pool.shutdown()
            await #expect(throws: PostgreSQLError.closed) { try await pending.value }
            #expect(await refusal { try await pool.query("SELECT 1") } == .closed)
        }
    }
}

struct Unexpected: Error {
    let error: PostgreSQLError?
}

/// What `body` throws of the database's; `nil` when it throws nothing.
func refusal(of body: () async throws -> some Sendable) async -> PostgreSQLError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? PostgreSQLError
    }
}
