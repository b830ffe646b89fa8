import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("Watching help requests", .timeLimit(.minutes(15)))
struct HelpRequestWatchTests {
    private static let answering: [String: PhoneScript] = [
        "101": .answers(after: .seconds(1)), "200": .answers(after: .seconds(2)),
    ]

    private static func changes(
        of id: HelpRequestID?, after revision: Int64?, in service: HelpDeskService
    ) async throws -> [HelpRequestChange] {
        var changes: [HelpRequestChange] = []
        try await service.watch(id, after: revision) { signal in
            if case .change(let change) = signal { changes.append(change) }
        }
        return changes
    }

    @Test("Who watches one request is told every change once and in order, to its end")
    func one() async throws {
        try await HelpDeskFixture(phones: Self.answering).run { fixture in
            let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
            var changes: [HelpRequestChange] = []
            try await fixture.service.watch(accepted.id, after: nil) { signal in
                guard case .change(let change) = signal else { return }
                changes.append(change)
                // However late the watch has begun, it is told of the call.
                if change.request.state == .connected { fixture.pbx.hangUp(phone: "200") }
            }
            #expect(changes.map(\.revision) == changes.map(\.revision).sorted())
            #expect(Set(changes.map(\.revision)).count == changes.count)
            #expect(changes.last?.request.outcome == .helped)
            #expect(changes.contains { $0.request.state == .connected })
            // Whoever comes back has missed nothing, and is told nothing twice.
            let middle = changes[(changes.count - 1) / 2].revision
            let rest = try await Self.changes(of: accepted.id, after: middle, in: fixture.service)
            #expect(rest == [try #require(changes.last)])
            let none = try await Self.changes(of: accepted.id, after: changes.last?.revision, in: fixture.service)
            #expect(none.isEmpty)
        }
    }

    @Test("Who watches and is too slow is told the rest from the store, and holds up nobody")
    func slow() async throws {
        let store = MemoryStore()
        let hub = HelpRequestHub(bufferSize: 2)
        let request = HelpRequest(id: HelpRequestID(), route: "*1", operator: "101", department: "d", createdAt: Date())
        let route = Route(code: "*1", name: "Help", detection: .department, voice: "en")
        let caller = Operator(extension: "101", name: "Ali", department: "d")
        var flow = CallFlow(
            request: request, caller: caller, route: route, departmentName: "d", expireAfterSeconds: 120)
        try await store.update(flow)
        var told: [Int64] = []
        try await HelpRequestWatch(hub: hub, store: store, id: request.id).run(after: nil, until: WatchStop()) {
            signal in
            guard case .change(let change) = signal else { return }
            told.append(change.revision)
            guard change.revision == 1 else { return }
            // While this watcher is busy, more happens than their buffer holds.
            for state in [RequestState.ringingOperator, .ringingManager, .connected, .completed] {
                flow.record.enter(state, at: Date())
                try await store.update(flow)
                hub.publish(
                    HelpRequestChange(revision: Int64(1 + flow.request.timeline.count - 1), request: flow.request))
            }
            #expect(hub.watcherCount == 0)
        }
        #expect(told.first == 1 && told.last == 5)
        #expect(told == told.sorted())
    }

    @Test("Who comes back with a revision that the store has not reached, as after a backup was put back, begins anew")
    func restored() async throws {
        let store = MemoryStore()
        let request = HelpRequest(id: HelpRequestID(), route: "*1", operator: "101", department: "d", createdAt: Date())
        try await store.update(
            CallFlow(
                request: request, caller: Operator(extension: "101", name: "Ali", department: "d"),
                route: Route(code: "*1", name: "Help", detection: .department, voice: "en"), departmentName: "d",
                expireAfterSeconds: 120))
        let change = try #require(try await store.change(of: request.id))
        for id in [nil, request.id] {
            let stop = WatchStop()
            var told: [HelpRequestSignal] = []
            try await HelpRequestWatch(hub: HelpRequestHub(), store: store, id: id).run(after: 41, until: stop) {
                signal in
                told.append(signal)
                if case .position = signal { stop.stop() }
            }
            #expect(told == [.change(change), .position(change.revision)])
        }
    }

    @Test("Who watches is told up to where they know everything, at the beginning and with each sign of life")
    func position() async throws {
        let hub = HelpRequestHub()
        let stop = WatchStop()
        var told: [HelpRequestSignal] = []
        try await HelpRequestWatch(hub: hub, store: MemoryStore(), id: nil).run(after: nil, until: stop) { signal in
            told.append(signal)
            guard case .position = signal else { return }
            if told.count == 1 { hub.beat() } else { stop.stop() }
        }
        #expect(told == [.position(0), .quiet, .position(0)])
    }

    @Test("A watch ends when whoever is told is gone, though nothing happens")
    func stopped() async throws {
        let hub = HelpRequestHub()
        let request = HelpRequest(id: HelpRequestID(), route: "*1", operator: "101", department: "d", createdAt: Date())
        let store = MemoryStore()
        let stop = WatchStop()
        try await store.update(
            CallFlow(
                request: request, caller: Operator(extension: "101", name: "Ali", department: "d"),
                route: Route(code: "*1", name: "Help", detection: .department, voice: "en"), departmentName: "d",
                expireAfterSeconds: 120))
        // While it is told of something, and before: neither goes on to wait.
        try await HelpRequestWatch(hub: hub, store: store, id: nil).run(after: nil, until: stop) { _ in stop.stop() }
        try await HelpRequestWatch(hub: hub, store: store, id: nil).run(after: nil, until: stop) { _ in
            Issue.record("it is told of something after its end")
        }
        #expect(hub.watcherCount == 0)
    }

    @Test("Where revisions are given anew, since the database has lost commits, each watch begins anew")
    func setBack() async throws {
        let hub = HelpRequestHub()
        let subscription = hub.subscribe(to: nil)
        let request = HelpRequest(id: HelpRequestID(), route: "*1", operator: "101", department: "d", createdAt: Date())
        for revision: Int64 in [4, 5, 3, 4] {
            hub.publish(HelpRequestChange(revision: revision, request: request))
        }
        var told: [Int64] = []
        for await case .change(let change) in subscription.signals { told.append(change.revision) }
        #expect(told == [4, 5])
        #expect(hub.watcherCount == 0)
    }

    @Test("A watch of all requests begins with what is open, shows signs of life, and ends when the bridge stops")
    func all() async throws {
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        let fixture = try HelpDeskFixture(phones: phones, heartbeatInterval: .milliseconds(5))
        let (seen, continuation) = AsyncStream.makeStream(of: HelpRequestSignal.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            try await fixture.run { fixture in
                let accepted = try await fixture.service.submit(HelpDeskFixture.draft)
                _ = try await fixture.store.wait(for: accepted.id) { $0.state == .connected }
                tasks.addTask { try await fixture.service.watch(nil, after: nil) { continuation.yield($0) } }
                var signals = seen.makeAsyncIterator()
                guard case .change(let change)? = await signals.next() else { throw HelpDeskError.notRunning }
                #expect(change.request.id == accepted.id)
                while let signal = await signals.next(), signal != .quiet {}
            }
            try await tasks.waitForAll()
        }
    }
}
