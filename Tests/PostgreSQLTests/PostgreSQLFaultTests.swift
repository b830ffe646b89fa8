import Foundation
import PostgreSQL
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct PostgreSQLFaultTests {
    @Test("A database's server that comes back is found again, and whoever asked meanwhile was told")
    func serverBack() async throws {
        let server = try await PostgreSQLServer.start()
        defer { server.end() }
        try await withPool(url: server.url()) { pool in
            try await pool.query("SELECT 1")
            server.stop()
            let meanwhile = await refusal {
                // The first one may find that its connection has ended just now.
                _ = try? await pool.query("SELECT 1")
                try await pool.query("SELECT 1")
            }
            guard case .cannotConnect(let reason) = meanwhile else { throw Unexpected(error: meanwhile) }
            #expect(reason.contains(server.folder.lastPathComponent))
            try await server.resume()
            try await eventually { try await pool.query("SELECT 1") }
        }
    }

    @Test("Of several hosts of PostgreSQL the one that takes writes is used")
    func severalHosts() async throws {
        let readOnly = try await PostgreSQLServer.start(["default_transaction_read_only=on"])
        defer { readOnly.end() }
        let writable = try await PostgreSQLServer.sharedServer()
        let missing = PostgreSQLServer.host("/tmp/hb-no-such-folder")
        let hosts = [missing, PostgreSQLServer.host(readOnly.folder.path), PostgreSQLServer.host(writable.folder.path)]
        let url = "postgresql://helpbridge@\(hosts.joined(separator: ","))/postgres?target_session_attrs=read-write"
        try await withPool(url: url) { pool in
            let row = try await pool.query("SELECT current_setting('unix_socket_directories') AS folder").rows[0]
            #expect(try row.string("folder") == writable.folder.path)
        }
    }

    @Test("A connection to PostgreSQL that broke is replaced, and only its own caller is told")
    func brokenConnection() async throws {
        try await withPool(connections: 2) { pool in
            let failure = await refusal {
                try await pool.transaction { transaction in
                    let pid = try await transaction.query("SELECT pg_backend_pid() AS pid").rows[0].integer("pid")
                    try await pool.query("SELECT pg_terminate_backend($1::int)", [.integer(pid)])
                    try await transaction.query("SELECT 1")
                }
            }
            guard case .connectionLost = failure else { throw Unexpected(error: failure) }
            #expect(try await pool.query("SELECT 1").count == 1)
        }
    }

    @Test("A statement that takes too long is given up, here and on the server")
    func slowStatement() async throws {
        try await withPool { observer in
            try await withPool(timeout: .seconds(3), connections: 1) { pool in
                let failure = await refusal { try await pool.query("SELECT pg_sleep(600) AS overdue") }
                // Whichever of the two clocks is first.
                #expect(failure == .timedOut(.answer) || failure?.sqlState == "57014", "\(String(describing: failure))")
                let running =
                    "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600) AS overdue' AND state = 'active'"
                while try await observer.query(running).count > 0 {}
            }
        }
    }

    @Test("A connection to PostgreSQL that does not answer is replaced though its caller has gone")
    func deafConnection() async throws {
        // The server goes on where the client gives up.
        let url = try await PostgreSQLServer.sharedServer().url() + "?options=-c%20statement_timeout%3D0"
        try await withPool { observer in
            try await withPool(timeout: .seconds(2), connections: 1, url: url) { pool in
                let caller = Task { try await pool.query("SELECT pg_sleep(600) AS unattended") }
                let running = "FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600) AS unattended'"
                while try await observer.query("SELECT \(running)").count == 0 {}
                caller.cancel()
                _ = await caller.result
                try await eventually { try await pool.query("SELECT 1") }
                try await observer.query("SELECT pg_terminate_backend(pid) \(running)")
            }
        }
    }

    @Test("Where the server ends at a commit it is not known whether that was kept")
    func unknownCommit() async throws {
        try await withPool { pool in
            try await withTable(pool, "name TEXT") { table in
                try await pool.query(
                    """
                    CREATE FUNCTION end_\(table)() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
                    """)
                try await pool.query(
                    """
                    CREATE CONSTRAINT TRIGGER ending AFTER INSERT ON \(table) DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION end_\(table)()
                    """)
                let insert = PostgreSQLStatement("INSERT INTO \(table) VALUES (1, 'x')")
                // With a commit of its own, and with the one at the end of all that is sent together.
                for attempt in [{ _ = try await pool.execute([insert]) }, { _ = try await pool.query(insert.sql) }] {
                    let failure = await refusal { try await attempt() }
                    guard case .connectionLost = failure else { throw Unexpected(error: failure) }
                }
            }
        }
    }

    @Test("Whoever waits too long for a connection to PostgreSQL is told so")
    func noConnection() async throws {
        // Without the server's patience with a transaction that does nothing, which would end as soon.
        let url =
            try await PostgreSQLServer.sharedServer().url()
            + "?options=-c%20idle_in_transaction_session_timeout%3D0"
        try await withPool(timeout: .milliseconds(300), connections: 1, url: url) { pool in
            let failure = await refusal {
                try await pool.transaction { _ in try await pool.query("SELECT 1") }
            }
            #expect(failure == .timedOut(.connection))
        }
    }

    @Test("Somebody frozen in the middle of a transaction does not keep its locks")
    func frozenTransaction() async throws {
        try await withPool { observer in
            try await withTable(observer, "name TEXT") { table in
                try await observer.query("INSERT INTO \(table) VALUES (1, 'x')")
                try await withPool(timeout: .seconds(3), connections: 1) { pool in
                    let failure = await refusal {
                        try await pool.transaction { transaction in
                            try await transaction.query("UPDATE \(table) SET name = 'y'")
                            // Waits for the lock, which nobody but the server gives back.
                            try await observer.query("UPDATE \(table) SET name = 'z'")
                        }
                    }
                    guard case .connectionLost = failure else { throw Unexpected(error: failure) }
                }
                #expect(try await observer.query("SELECT name FROM \(table)").rows[0].string("name") == "z")
            }
        }
    }

    @Test("An address of PostgreSQL that is none is refused without a word of what is in it")
    func badAddress() throws {
        let error = #expect(throws: PostgreSQLError.self) {
            try PostgreSQLPool(.init(url: "postgresql://user:secret@host:port:port/x?nonsense=1"))
        }
        guard case .invalid(let reason) = error else { throw Unexpected(error: error) }
        #expect(!reason.contains("secret"))
    }

    @Test("A wrong password of PostgreSQL is told from a server that is not there")
    func wrongPassword() async throws {
        try await withPool { observer in
            try await observer.query("CREATE ROLE nobody_may_sign_in NOLOGIN")
            let url = try await PostgreSQLServer.sharedServer().url().replacing(
                "helpbridge@", with: "nobody_may_sign_in@")
            try await withPool(url: url) { pool in
                let failure = await refusal { try await pool.query("SELECT 1") }
                guard case .cannotConnect(let reason) = failure else { throw Unexpected(error: failure) }
                #expect(reason.contains("nobody_may_sign_in"))
            }
        }
    }

    /// Tries again until the server takes it.
    private func eventually(_ attempt: () async throws -> some Sendable) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while await refusal(of: attempt) != nil {
            guard ContinuousClock.now < deadline else { throw Unexpected(error: .timedOut(.connection)) }
        }
    }
}
