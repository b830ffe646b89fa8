import Foundation
import Testing

@testable import HelpDesk

@Suite("The call flow and what of it is stored")
struct StoredCallFlowTests {
    private struct DiskFull: Error {}

    private let now = FlowFixture.start

    /// One whose operator's phone is being rung, which is stored.
    private func begun(_ flow: CallFlow = FlowFixture.flow()) -> (
        machine: StoredCallFlow, actions: [StoredCallFlow.Action]
    ) {
        var flow = flow
        let decided = flow.handle(.started, at: now)
        var machine = StoredCallFlow(flow)
        let actions = machine.begin(decided)
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
        let (machine, actions) = begun()
        #expect(rings(actions) == 1 && version(actions) == nil)
        #expect(!machine.isEnded)
    }

    @Test("A helper is rung once the disk has that, and one state is stored after the other")
    func oneAfterTheOther() throws {
        var (machine, _) = begun()
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
        var (machine, _) = begun()
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
        let unanswered: OrderAnswer? = await withCheckedContinuation { continuation in
            var (asked, _) = begun()
            let cancelled = asked.handle(.call(.cancel, reply: Reply(continuation)), at: now)
            #expect(version(cancelled) != nil)
        }
        #expect(unanswered == nil)

        var (stopped, _) = begun()
        let found = stopped.handle(.call(.resolved(FlowFixture.ladder(["200"])), reply: nil), at: now)
        #expect(version(found) == nil)
        let closing = stopped.handle(.closing, at: now)
        #expect(version(closing) != nil)
    }

    @Test("What the disk has not taken is tried again in time, and at once when the bridge stops")
    func retries() throws {
        var (machine, _) = begun()
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
        var (machine, _) = begun()
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

    @Test("Who goes on in somebody's place is stored, each time: after a restart nothing else tells that they are ours")
    func successors() throws {
        var flow = FlowFixture.flow()
        let (channel, helper) = (flow.operatorLeg.channel, ChannelID.ofHelper(flow.id, ordinal: 1))
        var events: [CallFlow.Event] = [.started, .resolved(FlowFixture.ladder(["200"])), .answered(channel)]
        events += [.answered(helper), .joined(channel), .joined(helper)]
        for event in events { _ = flow.handle(event, at: now) }
        #expect(flow.request.state == .connected)
        var machine = StoredCallFlow(flow)
        _ = machine.begin([])
        var former = helper
        for successor in ["17.8", "17.9"].map({ ChannelID($0) }) {
            _ = machine.handle(.call(.replaced(former, by: successor), reply: nil), at: now)
            let left = machine.handle(.call(.ended(former, .normal), reply: nil), at: now)
            #expect(orders(left).isEmpty)
            let due = now.addingTimeInterval(PendingOrders.batchingDelay)
            let stored = try #require(version(machine.handle(StoredCallFlow.tick, at: due)))
            _ = machine.handle(.stored(version: stored), at: due)
            former = successor
        }
        #expect(machine.flow.foreignChannels == [former])
    }

    /// Has everything stored that is to be.
    private func store(_ actions: [StoredCallFlow.Action], in machine: inout StoredCallFlow) -> [StoredCallFlow.Action]
    {
        version(actions).map { machine.handle(.stored(version: $0), at: now) } ?? []
    }

    @Test("A helper's phone that may not ring yet is kept back, and rung when its turn has come")
    func phones() throws {
        var (machine, _) = begun()
        _ = machine.handle(.call(.resolved(FlowFixture.ladder(["200"])), reply: nil), at: now)
        let answered = machine.handle(.call(.answered(machine.flow.operatorLeg.channel), reply: nil), at: now)
        #expect(rings(store(answered, in: &machine)) == 1)
        let helper = ChannelID.ofHelper(machine.flow.id, ordinal: 1)
        #expect(rings(machine.handle(.notAdmitted(helper), at: now)) == 0)
        #expect(machine.flow.legsKeptBack == 1 && machine.phones.all == [helper])
        let due = try #require(machine.deadline)
        _ = store(machine.handle(StoredCallFlow.tick, at: due), in: &machine)
        let admitted = machine.handle(.call(.admitted(helper), reply: nil), at: due)
        #expect(rings(admitted) == 0 && silenced(admitted).isEmpty)
        #expect(rings(store(admitted, in: &machine)) == 1)
        let busy = machine.handle(.call(.ended(helper, .busy), reply: nil), at: due)
        #expect(silenced(busy) == [helper] && machine.phones.all.isEmpty)
    }

    private func silenced(_ actions: [StoredCallFlow.Action]) -> Set<ChannelID> {
        actions.reduce(into: []) { if case .silence(let channels) = $1 { $0.formUnion(channels) } }
    }

    @Test("Each state is logged, and the operator may ask again as soon as the end is decided")
    func news() {
        var (machine, _) = begun()
        let channel = machine.flow.operatorLeg.channel
        #expect(states(machine.handle(.call(.ringing(channel), reply: nil), at: now)) == [.ringingOperator])
        let cancelled = machine.handle(.call(.cancel, reply: nil), at: now)
        #expect(states(cancelled).isEmpty && freesOperator(cancelled))
        let ended = machine.handle(.call(.ended(channel, .normal), reply: nil), at: now)
        #expect(states(ended) == [.cancelled] && !freesOperator(ended))
    }

    private func states(_ actions: [StoredCallFlow.Action]) -> [RequestState] {
        actions.compactMap { if case .log(let request) = $0 { request.state } else { nil } }
    }

    private func freesOperator(_ actions: [StoredCallFlow.Action]) -> Bool {
        actions.contains { if case .freeOperator = $0 { true } else { false } }
    }
}
