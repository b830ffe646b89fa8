import Foundation
import HelpDesk
import PostgreSQL
import StoragePostgreSQL
import Testing

@testable import Storage

/// That what people want of a call reaches the bridge that has it, and its answer comes back.
@Suite(.timeLimit(.minutes(15))) struct ForwardedOrderTests {
    /// Gives an order as another bridge would that does not wait.
    private func leave(_ order: ForwardedOrder, to request: HelpRequestID, _ pool: PostgreSQLPool) async throws {
        let content = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        try await pool.query(
            "INSERT INTO forwarded_orders (pbx, request, content) VALUES ('main', $1, $2)",
            [.text(request.text), .text(content)])
    }

    @Test("An order goes to the PBX's owner, and its answer back; one not answered is given to the next owner")
    func orders() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                for order in [ForwardedOrder.cancel, .withdraw] {
                    try await withThrowingDiscardingTaskGroup { group in
                        group.addTask {
                            let answer = try await b.forwarding.forward(order, to: flow.id, on: nil)
                            #expect(answer == .followed(flow.request))
                        }
                        let work = await a.forwarding.nextWork(under: tenure)
                        guard case .order(let number, order, flow.id)? = work?.first else {
                            Issue.record("\(String(describing: work))")
                            return
                        }
                        try await a.forwarding.answer(number, with: .followed(flow.request))
                    }
                    #expect(try await pool.query("SELECT FROM forwarded_orders").count == 0)
                }

                try await leave(.withdraw, to: flow.id, pool)
                try await pool.query("UPDATE forwarded_orders SET epoch = 0")
                try await expireLeases(pool)
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

    @Test("What only the owner of a PBX knows or can do is asked of it, and its answer comes back")
    func ownersWork() async throws {
        let order = SoundRecordingOrder(sound: "greeting", extension: "101", name: "Greeting")
        let recording = SoundRecording(sound: "greeting", extension: "101", startedAt: Date(timeIntervalSince1970: 1))
        let questions: [(OwnerOrder, OwnerAnswer)] = [
            (.states(of: ["101", "102"]), .states(["101": .idle])),
            (.extensions, .extensions([PBXExtension("101", .inUse)])), (.extensions, .extensions(nil)),
            (.record(order), .recording(recording)), (.record(order), .refused(.soundBusy)),
            (.recording(of: "greeting"), .recording(nil)), (.cancelRecording(of: "greeting"), .recording(recording)),
        ]
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
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

    @Test("An order to a PBX's dead owner is answered by the next owner")
    func goneOwner() async throws {
        try await withOwningBridges { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileOwning(a) { tenure in
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

    @Test("An order for a request of a PBX that is not configured any more goes to the owner of the default one")
    func unconfiguredPBX() async throws {
        try await withOwningBridges { join, _ in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let flow = SampleFlows.accepted(operator: "101@tabriz")
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                async let answer = b.forwarding.forward(.withdraw, to: flow.id, on: "tabriz")
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(let number, .withdraw, flow.id)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                try await a.forwarding.answer(number, with: .followed(flow.request))
                #expect(try await answer == .followed(flow.request))
            }
        }
    }

    @Test("An order that nobody has answered in time is carried out by nobody later, unless it is a second press")
    func unansweredOrder() async throws {
        try await withOwningBridges(orderTimeout: .milliseconds(50)) { join, pool in
            let (a, b) = (try await join("a"), try await join("b"))
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                for order in [ForwardedOrder.cancel, .withdraw] {
                    let answer = try await b.forwarding.forward(order, to: HelpRequestID(), on: nil)
                    #expect(answer == nil)
                    #expect(try await pool.query("SELECT FROM forwarded_orders").count == (order.isKept ? 1 : 0))
                }
            }
        }
    }

    @Test("An order whose caller has gone is taken back")
    func abandonedOrder() async throws {
        try await withOwningBridges { join, pool in
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

    @Test("A second press is not refused where its answer cannot be looked for, and stays to be carried out")
    func unreadableAnswer() async throws {
        try await withOwningBridges { join, pool in
            let b = try await join("b")
            func count() async throws -> Int { try await pool.query("SELECT FROM forwarded_orders").count }
            async let answer = b.forwarding.forward(.withdraw, to: HelpRequestID(), on: nil)
            try await eventually { try await count() == 1 }
            try await pool.query("ALTER TABLE forwarded_orders RENAME TO hidden_orders")
            #expect(try await answer == nil)
            try await pool.query("ALTER TABLE hidden_orders RENAME TO forwarded_orders")
            #expect(try await count() == 1)
        }
    }

    @Test("An order that is too old to be answered in time is dropped, and a second press is not")
    func oldOrder() async throws {
        try await withOwningBridges(orderTimeout: .seconds(10)) { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let request = HelpRequestID()
                for order in [ForwardedOrder.cancel, .withdraw] {
                    try await leave(order, to: request, pool)
                }
                try await pool.query("UPDATE forwarded_orders SET createdAt = createdAt - interval '9 seconds'")
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, request)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 1)
            }
        }
    }

    @Test("An order that cannot be read holds up no other")
    func unreadableOrder() async throws {
        try await withOwningBridges { join, pool in
            let a = try await join("a")
            try await whileRunning([a]) {
                try await eventually { a.tenure != nil }
                let flow = SampleFlows.accepted()
                try await a.store.insert(flow, under: a.tenure, idempotency: nil)
                try await pool.query(
                    """
                    INSERT INTO forwarded_orders (pbx, request, content)
                    VALUES ('main', '\(flow.id)', '{"orderOfALaterVersion":{}}')
                    """)
                try await leave(.withdraw, to: flow.id, pool)
                let work = await a.forwarding.nextWork(under: try #require(a.tenure))
                guard case .order(_, .withdraw, flow.id)? = work?.first, work?.count == 1 else {
                    Issue.record("\(String(describing: work))")
                    return
                }
                #expect(try await pool.query("SELECT FROM forwarded_orders").count == 1)
            }
        }
    }
}
