import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That a request is run by its PBX's owner, whichever bridge has accepted it.
@Suite(.timeLimit(.minutes(15))) struct ForwardedRequestTests {
    @Test("A request of another bridge's PBX is stored for its owner, who gets it once")
    func forwarded() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
                let flow = SampleFlows.accepted()
                try await b.store.insert(flow, under: nil, idempotency: nil)
                let work = await a.forwarding.nextWork(under: tenure)
                guard case .request(let given, _)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(given == flow)
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
                try await a.store.update(given)
                await #expect(throws: PBXNotOwned.self) { try await b.store.update(given) }
                #expect(try await b.store.openRequest(of: flow.caller.extension)?.id == flow.id)
            }
        }
    }

    @Test("A request of another bridge comes with its age by the server's clock")
    func age() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await b.store.insert(SampleFlows.accepted(), under: nil, idempotency: nil)
            try await pool.query("UPDATE forwarded_orders SET createdAt = createdAt - interval '1 minute'")
            try await whileOwning(a) { tenure in
                let work = await a.forwarding.nextWork(under: tenure)
                guard case .request(_, let age)? = work?.first else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(age >= .seconds(60))
            }
        }
    }

    @Test("A request that its bridge does not run is left to the owner, though that is the same bridge by now")
    func notRun() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: nil, idempotency: nil)
                try await expectGiven(flow, to: a, under: tenure)

                // Nor is it stored under a tenure that has begun since.
                tenure.end()
                try await eventually { a.tenure != nil }
                let next = try #require(a.tenure)
                let late = SampleFlows.accepted()
                try await a.store.insert(late, under: tenure, idempotency: nil)
                try await expectGiven(late, to: a, under: next)

                // Whoever runs it has no row.
                try await a.store.insert(SampleFlows.accepted(), under: next, idempotency: nil)
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
            }
        }
    }

    @Test("A request whose bridge learns at the commit that it has lost the PBX is left to the owner")
    func lostAtCommit() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                try await pool.query("UPDATE pbx_owners SET owner = 'b', epoch = epoch + 1")
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: tenure, idempotency: nil)
                #expect(tenure.isEnded)
                let rows = try await pool.query("SELECT request FROM forwarded_orders WHERE content IS NULL").rows
                #expect(try rows.map { try $0.string("request") } == [flow.id.text])
            }
        }
    }

    @Test("A request of which nobody can say whether it is kept is taken up by the next tenure, if it is")
    func unknownCommit() async throws {
        // The server goes on where the client gives up.
        try await withOwningBridges(options: "-c%20statement_timeout%3D0", timeout: .seconds(3)) { join, pool in
            let a = try await join("a")
            try await pool.query("CREATE TABLE stalls (number BIGINT)")
            try await stallCommits(
                of: "INSERT ON help_requests",
                by: "WHILE EXISTS (SELECT FROM stalls) LOOP PERFORM pg_sleep(0.01); END LOOP;", pool)
            try await whileOwning(a) { tenure in
                try await pool.query("INSERT INTO stalls VALUES (1)")
                let flow = SampleFlows.accepted()
                let error = await #expect(throws: StorageError.self) {
                    try await a.store.insert(flow, under: tenure, idempotency: nil)
                }
                let isUnreachable = if case .unreachable? = error { true } else { false }
                #expect(isUnreachable && tenure.isEnded)
                try await pool.query("DELETE FROM stalls")
                try await eventually { a.tenure != nil }
                #expect(try await a.store.takeUpFlows(of: nil, under: try #require(a.tenure)) == [flow])
            }
        }
    }

    @Test("Whoever takes a PBX up closes what cannot be read of that one only, and nothing once it is lost")
    func closingUnreadable() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileOwning(a) { tenure in
                let flows = ["101", "102", "103@shiraz"].map { SampleFlows.accepted(operator: $0) }
                for flow in flows { try await a.store.insert(flow, under: tenure, idempotency: nil) }
                func open() async throws -> [String] {
                    try await pool.query("SELECT operator FROM help_requests WHERE isOpen ORDER BY operator").rows
                        .map { try $0.string("operator") }
                }
                try await pool.query("UPDATE help_requests SET flow = '{' WHERE operator <> '102'")
                #expect(try await a.store.takeUpFlows(of: nil, under: tenure) == [flows[1]])
                #expect(try await open() == ["102", "103@shiraz"])

                try await pool.query("UPDATE help_requests SET flow = '{'")
                try await pool.query("UPDATE pbx_owners SET owner = 'b', epoch = epoch + 1")
                #expect(try await a.store.takeUpFlows(of: nil, under: tenure) == [])
                #expect(try await open() == ["102", "103@shiraz"])
            }
        }
    }

    @Test("A request that another bridge has accepted and nobody can read is closed")
    func unreadableForwarded() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
                let (damaged, whole) = (SampleFlows.accepted(), SampleFlows.accepted())
                for flow in [damaged, whole] { try await b.store.insert(flow, under: nil, idempotency: nil) }
                try await pool.query("UPDATE help_requests SET flow = '{' WHERE id = $1", [.text(damaged.id.text)])
                try await expectGiven(whole, to: a, under: tenure)
                #expect(try await b.store.openRequest(of: whole.caller.extension)?.id == whole.id)
                // Their operator may ask again.
                try await b.store.insert(
                    SampleFlows.accepted(operator: damaged.caller.extension), under: nil, idempotency: nil)
            }
        }
    }

    @Test("What another bridge has accepted is given out though its row cannot be deleted, and only once")
    func undeletable() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
                try await pool.query(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''not now''; END'
                    """)
                try await pool.query(
                    "CREATE TRIGGER refuse BEFORE DELETE ON forwarded_orders FOR EACH ROW EXECUTE FUNCTION refuse()")
                let (first, second) = (SampleFlows.accepted(), SampleFlows.accepted(operator: "102"))
                try await b.store.insert(first, under: nil, idempotency: nil)
                try await expectGiven(first, to: a, under: tenure)
                try await b.store.insert(second, under: nil, idempotency: nil)
                try await expectGiven(second, to: a, under: tenure)
                try await pool.query("DROP TRIGGER refuse ON forwarded_orders")
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        let work = await a.forwarding.nextWork(under: tenure)
                        #expect(work == nil)
                    }
                    try await eventually { try await pool.query("SELECT FROM forwarded_orders").count == 0 }
                    group.cancelAll()
                }
            }
        }
    }

    /// Expects that a bridge gets one request to run, and nothing else.
    private func expectGiven(_ flow: CallFlow, to bridge: OwningBridge, under tenure: PBXTenure) async throws {
        let work = await bridge.forwarding.nextWork(under: tenure)
        guard case .request(flow, _)? = work?.first, work?.count == 1 else {
            Issue.record("\(String(describing: work))")
            return
        }
    }
}
