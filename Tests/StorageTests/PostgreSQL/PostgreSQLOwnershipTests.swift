import ConcurrencyPrimitives
import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That a PBX is one bridge's at a time, and that whoever has lost it writes nothing more of its calls.
@Suite(.timeLimit(.minutes(15))) struct PostgreSQLOwnershipTests {
    /// One bridge of a test; each has the database open for itself.
    private struct Bridge: Sendable {
        let ownership: PostgreSQLOwnership
        let store: PostgreSQLHelpRequestStore
        let forwarding: PostgreSQLOrderForwarding

        var tenure: PBXTenure? { ownership.tenure(of: nil) }

        /// As the help desk does: each tenure is over as soon as it has ended.
        func run() async throws {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await ownership.run() }
                for await tenure in ownership.tenures(of: nil) {
                    group.addTask {
                        try await eventually { tenure.isEnded }
                        tenure.finish()
                    }
                }
            }
        }
    }

    /// - Parameters:
    ///   - orderTimeout: how long orders wait for their answers.
    ///   - disconnection: how long another program may have a bridge's id.
    ///   - options: the server's, for the bridges' connections.
    ///   - timeout: how long a bridge's statements may take; `nil` leaves it as the tests have it.
    ///   - now: the clock by which a bridge's orders go out.
    private func withBridges(
        lease: Duration = .seconds(600), orderTimeout: Duration = .seconds(600),
        disconnection: Duration = .seconds(600), options: String? = nil, timeout: Duration? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        _ body: (_ join: @Sendable (String) async throws -> Bridge, PostgreSQLPool) async throws -> Void
    ) async throws {
        try await withPostgreSQL { configuration, pool in
            let keys = PostgreSQLDatabase.Keys.random
            let opened = Locked<[(PostgreSQLDatabase, PostgreSQLOwnership)]>([])
            var timing = OwnershipTiming(lease: lease)
            timing.interval = .milliseconds(20)
            timing.predecessorTimeout = .milliseconds(100)
            timing.disconnection = disconnection
            var configuration = configuration
            if let options { configuration.url += "?options=" + options }
            configuration.timeout = timeout ?? configuration.timeout
            try await body(
                { [timing, configuration] id in
                    let database = try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent)
                    let ownership = try await PostgreSQLOwnership.join(
                        configuration, of: database, as: id, program: "program \(id)",
                        subjects: [.pbx("main", known: nil)], timing: timing, logger: .silent, now: now)
                    opened.withLock { $0.append((database, ownership)) }
                    return Bridge(
                        ownership: ownership,
                        store: PostgreSQLHelpRequestStore(
                            database: database, logger: .silent, ownership: ownership),
                        forwarding: PostgreSQLOrderForwarding(
                            database: database, ownership: ownership, logger: .silent, timeout: orderTimeout))
                }, pool)
            for (database, ownership) in opened.withLock({ $0 }) {
                await ownership.close()
                await database.close()
            }
        }
    }

    /// Runs bridges as long as the body does.
    private func whileRunning(_ bridges: [Bridge], _ body: () async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for bridge in bridges { group.addTask { try? await bridge.run() } }
            try await body()
            group.cancelAll()
        }
    }

    /// Lets the lease run out, whatever is left of it.
    private func expire(_ pool: PostgreSQLPool) async throws {
        try await pool.query("UPDATE pbx_owners SET expiresAt = clock_timestamp() - interval '1 second'")
    }

    @Test func `of two bridges one gets the PBX, and the other one knows which`() async throws {
        try await withBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a, b]) {
                try await eventually { a.ownership.owners["main"] != nil && b.ownership.owners["main"] != nil }
                #expect([a, b].count { $0.tenure != nil } == 1)
                let owner = a.tenure == nil ? "b" : "a"
                #expect(a.ownership.owners["main"]?.bridge == owner && b.ownership.owners["main"]?.bridge == owner)
            }
        }
    }

    @Test func `a second program with the same id is told who has it`() async throws {
        try await withBridges { join, _ in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let error = await #expect(throws: StorageError.self) { try await join("a") }
                #expect(error?.code == "served_elsewhere" && error?.description.contains("program a") == true)
            }
        }
    }

    /// The server's processes of the connections that have a bridge's id, or wait for it.
    private func sessions(_ pool: PostgreSQLPool, waiting: Bool = false) async throws -> [Int64] {
        try await pool.query(
            """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted <> $1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, [.bool(waiting)]
        ).rows.map { try $0.integer("pid") }
    }

    /// Lets the server carry out a statement in the middle of each commit of such a change.
    private func stallCommits(of change: String, by statement: String, _ pool: PostgreSQLPool) async throws {
        try await pool.query(
            "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN \(statement) RETURN NULL; END'")
        try await pool.query(
            """
            CREATE CONSTRAINT TRIGGER stall AFTER \(change) DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION stall()
            """)
    }

    @Test func `a bridge whose connection is stuck in a commit ends it on the server and goes on with another one`()
        async throws
    {
        // The server goes on where the client gives up.
        try await withBridges(lease: .seconds(3), options: "-c%20statement_timeout%3D0") { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let stuck = try #require(try await sessions(pool).first)
                try await stallCommits(
                    of: "UPDATE ON bridges", by: "IF pg_backend_pid() = \(stuck) THEN PERFORM pg_sleep(600); END IF;",
                    pool)
                try await eventually { try await sessions(pool).contains { $0 != stuck } }
                try await eventually { a.tenure != nil }
            }
        }
    }

    /// Gives a bridge's id to a connection of the test for as long as `body` runs.
    private func whileDisplaced(
        _ id: String, _ pool: PostgreSQLPool, _ body: () async throws -> Void
    ) async throws {
        let pid = try #require(try await sessions(pool).first)
        try await pool.transaction { transaction in
            try await transaction.query("SET LOCAL idle_in_transaction_session_timeout = 0")
            try await withThrowingTaskGroup { group in
                // First in the line when the bridge's connection ends.
                group.addTask {
                    try await transaction.query(
                        """
                        SELECT pg_advisory_xact_lock(classid::int, hashtext($1)) FROM pg_locks
                        WHERE locktype = 'advisory' AND objsubid = 2 AND pid = $2
                        """, [.text(id), .integer(pid)])
                }
                try await eventually { try await sessions(pool, waiting: true).count == 1 }
                try await pool.query("SELECT pg_terminate_backend($1::int)", [.integer(pid)])
                try await group.waitForAll()
            }
            try await body()
        }
    }

    @Test func `a bridge whose id another connection has had for a while goes on once it is free`() async throws {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await whileDisplaced("a", pool) { try await eventually { tenure.isEnded } }
                try await eventually { a.tenure != nil }
            }
        }
    }

    @Test func `a bridge whose id another program keeps ends, and says who has it`() async throws {
        try await withBridges(disconnection: .milliseconds(50)) { join, pool in
            let a = try await join("a")
            try await withThrowingTaskGroup { group in
                group.addTask { try await a.ownership.run() }
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await whileDisplaced("a", pool) {
                    let outcome = await group.nextResult()
                    guard case .failure(let error as StorageError)? = outcome else {
                        Issue.record("\(String(describing: outcome))")
                        return
                    }
                    #expect(error.code == "served_elsewhere" && tenure.isEnded)
                }
            }
        }
    }

    // Two bridges may have had the same epoch, where a replica was promoted that had missed something.
    @Test(arguments: ["owner = 'b', epoch = epoch + 1", "owner = 'b'"])
    func `whoever has lost the PBX without knowing it writes nothing more, and their tenure ends`(
        change: String
    ) async throws {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                var flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: tenure, idempotency: nil)
                try await pool.query("UPDATE pbx_owners SET \(change)")
                _ = flow.handle(.cancel, at: Date())
                await #expect(throws: PBXNotOwned.self) { try await a.store.update(flow) }
                #expect(!tenure.isHeld && tenure.isEnded)
                #expect(try await a.store.request(flow.id)?.state == .accepted)
            }
        }
    }

    @Test func `one whose lease has run out by their own clock orders and writes nothing, though nobody else has it`()
        async throws
    {
        let clock = Locked(ContinuousClock.now)
        try await withBridges(now: { clock.withLock { $0 } }) { join, _ in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                clock.withLock { $0 += .seconds(600) }
                #expect(!tenure.isHeld)
                await #expect(throws: PBXNotOwned.self) { try await a.store.update(flow) }
                // It gets the PBX back, as another tenure.
                try await eventually { a.tenure != nil }
                #expect(a.tenure !== tenure && a.tenure?.epoch == tenure.epoch + 1)
                try await a.store.update(flow)
            }
        }
    }

    @Test func `a lease that has run out is taken over once the commits under way are there`() async throws {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) { try await eventually { a.tenure != nil } }
            let b = try await join("b")
            try await pool.transaction { transaction in
                try await transaction.query("UPDATE help_request_revision SET revision = revision")
                try await expire(pool)
                try await whileRunning([b]) {
                    try await eventually { try await pool.query("SELECT FROM pg_locks WHERE NOT granted").count > 0 }
                    #expect(b.tenure == nil)
                }
            }
            // What the first run had asked for may have been carried out after it was broken off.
            try await whileRunning([b]) { try await eventually { b.tenure.map { $0.epoch >= 2 } ?? false } }
        }
    }

    @Test func `a request of another bridge's PBX is stored for its owner, who gets it once`() async throws {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                let flow = SampleFlows.accepted()
                try await b.store.insert(flow, under: nil, idempotency: nil)
                let work = await a.forwarding.nextWork(under: tenure)
                guard case .request(let given)? = work?.first, work?.count == 1 else {
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

    @Test func `a request that its bridge does not run is left to the owner, though that is the same bridge by now`()
        async throws
    {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
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

    @Test func `a request whose bridge learns at the commit that it has lost the PBX is left to the owner`()
        async throws
    {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await pool.query("UPDATE pbx_owners SET owner = 'b', epoch = epoch + 1")
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: tenure, idempotency: nil)
                #expect(tenure.isEnded)
                let rows = try await pool.query("SELECT request FROM forwarded_orders WHERE content IS NULL").rows
                #expect(try rows.map { try $0.string("request") } == [flow.id.text])
            }
        }
    }

    @Test func `a request of which nobody can say whether it is kept is taken up by the next tenure, if it is`()
        async throws
    {
        // The server goes on where the client gives up.
        try await withBridges(options: "-c%20statement_timeout%3D0", timeout: .seconds(3)) { join, pool in
            let a = try await join("a")
            try await pool.query("CREATE TABLE stalls (number BIGINT)")
            try await stallCommits(
                of: "INSERT ON help_requests",
                by: "WHILE EXISTS (SELECT FROM stalls) LOOP PERFORM pg_sleep(0.01); END LOOP;", pool)
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await pool.query("INSERT INTO stalls VALUES (1)")
                let flow = SampleFlows.accepted()
                let error = await #expect(throws: StorageError.self) {
                    try await a.store.insert(flow, under: tenure, idempotency: nil)
                }
                #expect(error?.code == "database_unreachable" && tenure.isEnded)
                try await pool.query("DELETE FROM stalls")
                try await eventually { a.tenure != nil }
                #expect(try await a.store.takeUpFlows(of: nil, under: try #require(a.tenure)) == [flow])
            }
        }
    }

    @Test func `who takes a PBX up closes what cannot be read of that one only, and nothing once it is lost`()
        async throws
    {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
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

    @Test func `a request that another bridge has accepted and nobody can read is closed`() async throws {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
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

    @Test func `what another bridge has accepted is given out though its row cannot be deleted, and only once`()
        async throws
    {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
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
    private func expectGiven(_ flow: CallFlow, to bridge: Bridge, under tenure: PBXTenure) async throws {
        let work = await bridge.forwarding.nextWork(under: tenure)
        guard case .request(flow)? = work?.first, work?.count == 1 else {
            Issue.record("\(String(describing: work))")
            return
        }
    }

    @Test func `an order goes to the owner, and its answer back; one not answered is given to the next owner`()
        async throws
    {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        let answer = try await b.forwarding.forward(.cancel, to: flow.id, on: nil)
                        #expect(answer == .followed(flow.request))
                    }
                    let work = await a.forwarding.nextWork(under: tenure)
                    guard case .order(let number, .cancel, flow.id)? = work?.first else {
                        Issue.record("\(String(describing: work))")
                        return
                    }
                    try await a.forwarding.answer(number, with: .followed(flow.request))
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)

                _ = try await b.forwarding.forward(.withdraw, to: flow.id, on: nil)
                try await pool.query("UPDATE forwarded_orders SET epoch = 0")
                try await expire(pool)
                tenure.end()
                try await eventually { a.tenure != nil }
                let next = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, flow.id)? = next?.first else {
                    Issue.record("\(String(describing: next))")
                    return
                }
            }
        }
    }

    @Test func `what only the owner of a PBX knows or can do is asked of it, and its answer comes back`() async throws {
        let order = SoundRecordingOrder(sound: "greeting", extension: "101", name: "Greeting")
        let recording = SoundRecording(sound: "greeting", extension: "101", startedAt: Date(timeIntervalSince1970: 1))
        let questions: [(OwnerOrder, OwnerAnswer)] = [
            (.states(of: ["101", "102"]), .states(["101": .idle])),
            (.extensions, .extensions([PBXExtension("101", .inUse)])), (.extensions, .extensions(nil)),
            (.record(order), .recording(recording)), (.record(order), .refused(.soundBusy)),
            (.recording(of: "greeting"), .recording(nil)), (.cancelRecording(of: "greeting"), .recording(recording)),
        ]
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                for (question, answer) in questions {
                    try await withThrowingDiscardingTaskGroup { group in
                        group.addTask {
                            let told = try await b.forwarding.forward(question, on: nil)
                            #expect(told == answer)
                        }
                        let work = await a.forwarding.nextWork(under: tenure)
                        guard case .ownerOrder(let number, question)? = work?.first, work?.count == 1 else {
                            Issue.record("\(String(describing: work))")
                            return
                        }
                        try await a.forwarding.answer(number, with: answer)
                    }
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
                // Of a PBX that none of them has.
                #expect(try await b.forwarding.forward(.extensions, on: "tabriz") == nil)
            }
        }
    }

    @Test func `what is asked of an owner who is gone is answered by the next one`() async throws {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let tenure = try #require(a.tenure)
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        let told = try await b.forwarding.forward(.states(of: ["101"]), on: nil)
                        #expect(told == .states([:]))
                    }
                    _ = await a.forwarding.nextWork(under: tenure)
                    tenure.end()
                    try await eventually { a.tenure != nil }
                    let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                    guard case .ownerOrder(let number, .states)? = work?.first else {
                        Issue.record("\(String(describing: work))")
                        return
                    }
                    try await a.forwarding.answer(number, with: .states([:]))
                }
            }
        }
    }

    @Test func `an order for a request of a PBX that is not configured any more goes to the owner of the default one`()
        async throws
    {
        try await withBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let flow = SampleFlows.accepted(operator: "101@tabriz")
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                _ = try await b.forwarding.forward(.withdraw, to: flow.id, on: "tabriz")
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, flow.id)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
            }
        }
    }

    @Test func `an order that nobody has answered in time is carried out by nobody later`() async throws {
        try await withBridges(orderTimeout: .milliseconds(50)) { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let answer = try await b.forwarding.forward(.cancel, to: HelpRequestID(), on: nil)
                #expect(answer == nil)
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
            }
        }
    }

    @Test func `an order whose caller has gone is taken back`() async throws {
        try await withBridges { join, pool in
            let b = try await join("b")
            func count() async throws -> Int { try await pool.query("SELECT FROM forwarded_orders").count }
            try await withThrowingTaskGroup { group in
                group.addTask { _ = try await b.forwarding.forward(.cancel, to: HelpRequestID(), on: nil) }
                try await eventually { try await count() == 1 }
                group.cancelAll()
                let outcome = await group.nextResult()
                guard case .failure(let error)? = outcome, error is CancellationError else {
                    Issue.record("\(String(describing: outcome))")
                    return
                }
            }
            try await eventually { try await count() == 0 }
        }
    }

    @Test func `an order that is too old to be answered in time is dropped, and a second press is not`() async throws {
        try await withBridges(orderTimeout: .seconds(10)) { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let request = HelpRequestID()
                for order in [ForwardedOrder.cancel, .withdraw] {
                    let content = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
                    try await pool.query(
                        """
                        INSERT INTO forwarded_orders (pbx, request, content, createdAt)
                        VALUES ('main', $1, $2, clock_timestamp() - interval '9 seconds')
                        """, [.text(request.text), .text(content)])
                }
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, request)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
            }
        }
    }

    @Test func `an order that cannot be read holds up no other`() async throws {
        try await withBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                try await pool.query(
                    """
                    INSERT INTO forwarded_orders (pbx, request, content)
                    VALUES ('main', '\(flow.id)', '{"orderOfALaterVersion":{}}')
                    """)
                _ = try await b.forwarding.forward(.withdraw, to: flow.id, on: nil)
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, flow.id)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
            }
        }
    }

    @Test func `changes are told at once after the database has lost some that were told`() async throws {
        try await withBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                try await pool.query("UPDATE help_request_revision SET revision = 100")
                let (first, second) = (SampleFlows.accepted(), SampleFlows.accepted(operator: "102"))
                try await a.store.insert(first, under: a.tenure, idempotency: nil)
                var changes = a.store.committed.makeAsyncIterator()
                #expect(await changes.next()?.revision == 101)
                try await pool.execute([
                    PostgreSQLStatement("UPDATE help_request_revision SET revision = 1"),
                    PostgreSQLStatement("UPDATE help_requests SET revision = 1"),
                ])
                try await a.store.insert(second, under: a.tenure, idempotency: nil)
                while let change = await changes.next(), change.request.id != second.id {
                    #expect(change.revision == 1)
                }
            }
        }
    }

    @Test func `each bridge is told all changes in their order, whoever has committed them`() async throws {
        try await withBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a, b]) {
                try await eventually { a.ownership.owners["main"] != nil && b.ownership.owners["main"] != nil }
                let flows = (0..<40).map { SampleFlows.accepted(operator: "\(100 + $0)") }
                try await withThrowingDiscardingTaskGroup { group in
                    for (index, flow) in flows.enumerated() {
                        let bridge = index.isMultiple(of: 2) ? a : b
                        group.addTask {
                            try await bridge.store.insert(flow, under: bridge.tenure, idempotency: nil)
                        }
                    }
                }
                for bridge in [a, b] {
                    var revisions: [Int64] = []
                    var ids: Set<HelpRequestID> = []
                    for await change in bridge.store.committed {
                        revisions.append(change.revision)
                        ids.insert(change.request.id)
                        if ids.count == flows.count { break }
                    }
                    #expect(revisions == Array(1...40))
                    #expect(ids == Set(flows.map(\.id)))
                }
            }
        }
    }
}
