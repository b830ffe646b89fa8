import Foundation
import Logging
import Testing

@testable import HelpDesk

@Suite("The call flow and what of it is stored")
struct StoredCallFlowTests {
    private struct DiskFull: Error {}

    private let now = FlowFixture.start

    /// One whose operator's phone is being rung, which is stored.
    private func begun() throws -> (machine: StoredCallFlow, actions: [StoredCallFlow.Action]) {
        var flow = FlowFixture.flow()
        let decided = flow.handle(.started, at: now)
        let context = try HelpDeskFixture(phones: [:]).service.context
        var machine = StoredCallFlow(flow, context: context, logger: context.logger)
        let actions = machine.begin(decided, at: now)
        return (machine, actions)
    }

    private func orders(_ actions: [StoredCallFlow.Action]) -> [CallFlow.Action] {
        actions.compactMap { if case .call(let order) = $0 { order } else { nil } }
    }

    /// The version that is to be stored.
    private func version(_ actions: [StoredCallFlow.Action]) -> Int? {
        actions.compactMap { if case .store(_, let version) = $0 { version } else { nil } }.first
    }

    private func rings(_ actions: [StoredCallFlow.Action]) -> Int {
        orders(actions).count { if case .originate = $0 { true } else { false } }
    }

    @Test("What was decided before the request was stored for the first time goes out at once, and is not stored again")
    func beginning() throws {
        let (machine, actions) = try begun()
        #expect(rings(actions) == 1 && version(actions) == nil)
        #expect(!machine.isEnded)
    }

    @Test("A helper is rung once the disk has that, and one state is stored after the other")
    func oneAfterTheOther() throws {
        var (machine, _) = try begun()
        let channel = machine.flow.operatorLeg.channel
        _ = machine.handle(.call(.resolved(FlowFixture.ladder(["200"])), reply: nil), at: now)
        let ringing = machine.handle(.call(.ringing(channel), reply: nil), at: now)
        let first = try #require(version(ringing))
        let answered = machine.handle(.call(.answered(channel), reply: nil), at: now)
        #expect(rings(answered) == 0 && version(answered) == nil)
        let second = machine.handle(.stored(version: first), at: now)
        let next = try #require(version(second))
        #expect(rings(second) == 0 && next > first)
        let third = machine.handle(.stored(version: next), at: now)
        #expect(rings(third) == 1 && version(third) == nil)
    }

    @Test("What nobody waits for is stored a moment later, with what has come until then")
    func atLeisure() throws {
        var (machine, _) = try begun()
        let found = machine.handle(.call(.resolved(FlowFixture.ladder(["200"])), reply: nil), at: now)
        #expect(!orders(found).isEmpty && version(found) == nil)
        let due = try #require(machine.deadline)
        #expect(due == now.addingTimeInterval(PendingOrders.batchingDelay))
        let early = machine.handle(StoredCallFlow.tick, at: now)
        #expect(version(early) == nil)
        let kept = machine.handle(.call(.deferred(machine.flow.operatorLeg.channel), reply: nil), at: now)
        #expect(version(kept) == nil && machine.deadline == due)
        let stored = try #require(version(machine.handle(StoredCallFlow.tick, at: due)))
        // While the disk writes there is nothing to be woken for.
        #expect(machine.deadline.map { $0 > due } ?? true)
        _ = machine.handle(.stored(version: stored), at: due)
        #expect(machine.deadline.map { $0 > due } ?? true)
        let closing = machine.handle(.closing, at: due)
        #expect(version(closing) == nil)
    }

    @Test("What somebody has asked for, and what is left when the bridge stops, is stored at once")
    func atOnce() async throws {
        var (asked, _) = try begun()
        let answer: OrderAnswer? = await withCheckedContinuation { continuation in
            let cancelled = asked.handle(.call(.cancel, reply: Reply(continuation)), at: now)
            #expect(version(cancelled) != nil)
            asked.leave()
        }
        #expect(answer == nil)

        var (stopped, _) = try begun()
        let found = stopped.handle(.call(.resolved(FlowFixture.ladder(["200"])), reply: nil), at: now)
        #expect(version(found) == nil)
        let closing = stopped.handle(.closing, at: now)
        #expect(version(closing) != nil)
    }

    @Test("What the disk has not taken is tried again in time, and at once when the bridge stops")
    func retries() throws {
        var (machine, _) = try begun()
        let channel = machine.flow.operatorLeg.channel
        let answered = machine.handle(.call(.answered(channel), reply: nil), at: now)
        #expect(version(answered) != nil)
        let refused = machine.handle(.notStored(DiskFull()), at: now)
        #expect(version(refused) == nil)
        let retryAt = try #require(machine.deadline)
        let early = machine.handle(StoredCallFlow.tick, at: now)
        #expect(version(early) == nil)
        let retried = machine.handle(StoredCallFlow.tick, at: retryAt)
        #expect(version(retried) != nil)
        let again = machine.handle(.notStored(DiskFull()), at: retryAt)
        #expect(version(again) == nil)
        let closing = machine.handle(.closing, at: retryAt)
        #expect(version(closing) != nil)
    }

    @Test("A request has not ended before its end is stored")
    func ending() throws {
        var (machine, _) = try begun()
        let channel = machine.flow.operatorLeg.channel
        _ = machine.handle(.call(.ringing(channel), reply: nil), at: now)
        let cancelled = machine.handle(.call(.cancel, reply: nil), at: now)
        #expect(version(cancelled) == nil)
        let hungUp = machine.handle(.call(.ended(channel, .normal), reply: nil), at: now)
        #expect(version(hungUp) == nil && machine.flow.isEnded && !machine.isEnded)
        let last = try #require(version(machine.handle(.stored(version: 2), at: now)))
        #expect(!machine.isEnded)
        _ = machine.handle(.stored(version: last), at: now)
        #expect(machine.isEnded)
    }
}
