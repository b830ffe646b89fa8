import ConcurrencyPrimitives
import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("A request whose PBX is lost while it is accepted", .timeLimit(.minutes(15)))
struct TenureTests {
    private static let phones = [
        "101": PhoneScript.answers(after: .seconds(1)),
        "200": .answers(after: .seconds(1), talksFor: .seconds(2)),
    ]

    private let ownership = ChangingOwnership()
    private let forwarding = MemoryForwarding()
    private let store = MemoryStore()

    /// Runs a bridge that has its PBX from the start.
    private func run(
        phones: [String: PhoneScript] = Self.phones, route: Route = HelpDeskFixture.route, epoch: Int64? = nil,
        _ body: (HelpDeskFixture, PBXTenure) async throws -> Void
    ) async throws {
        await store.leaveRequests(to: forwarding)
        let fixture = try HelpDeskFixture(
            phones: phones, store: store, route: route, access: PBXAccess(isShared: true), ownership: ownership,
            forwarding: forwarding)
        let tenure = ownership.begin(epoch: epoch)
        try await fixture.run { try await body($0, tenure) }
    }

    /// The PBX is lost, and is this bridge's again.
    @discardableResult
    private func change(
        _ tenure: PBXTenure, _ fixture: HelpDeskFixture, epoch: Int64? = nil
    ) async throws -> PBXTenure {
        tenure.end()
        try await waitUntil { tenure.isFinished }
        let next = ownership.begin(epoch: epoch)
        await fixture.service.context.flows(under: next).takenUp.wait()
        return next
    }

    private func expectHelped(_ id: HelpRequestID, _ fixture: HelpDeskFixture) async throws {
        #expect(try await store.wait(for: id) { $0.state.isEnd }.outcome == .helped)
        #expect(fixture.pbx.ringCounts == ["101": 1, "200": 1])
    }

    @Test("A request that is stored after the next tenure has taken up the open ones is run by that tenure")
    func storedLate() async throws {
        let (begun, gate) = (Latch(), Latch())
        await store.holdInsertions(begun: begun, until: gate)
        try await run { fixture, tenure in
            async let accepted = fixture.service.submit(HelpDeskFixture.draft)
            await begun.wait()
            try await change(tenure, fixture)
            gate.open()
            try await expectHelped(await accepted.id, fixture)
        }
    }

    @Test(
        "A request of which nobody knew that it was stored is run by the next tenure, and not taken for an earlier one")
    func storedUnknown() async throws {
        let (begun, gate) = (Latch(), Latch())
        await store.holdInsertions(begun: begun, until: gate)
        await store.loseAnswer()
        var route = HelpDeskFixture.route
        route.secondPress = .cancel
        try await run(route: route) { fixture, tenure in
            async let accepted = fixture.service.submit(HelpDeskFixture.draft)
            await begun.wait()
            tenure.end()
            gate.open()
            let id = try await accepted.id
            #expect(forwarding.orders.withLock { $0 } == 0)
            try await change(tenure, fixture)
            try await expectHelped(id, fixture)
        }
    }

    @Test("A request that is stored, though its bridge is told otherwise, ends the tenure, and the next one runs it")
    func storedThoughRefused() async throws {
        await store.loseAnswer()
        try await run { fixture, tenure in
            let id = try await fixture.service.submit(HelpDeskFixture.draft).id
            #expect(tenure.isEnded)
            try await change(tenure, fixture)
            try await expectHelped(id, fixture)
        }
    }

    @Test("A request that is registered only after the PBX was let go of is in nobody's way")
    func registeredLate() async throws {
        try await run { fixture, tenure in
            let service = fixture.service
            let flows = try #require(service.context.flows(of: nil))
            let session = try service.session(for: HelpDeskFixture.draft, arrivedOn: nil)
            #expect(service.openRequests.claimAtOnce(session.caller))
            try await change(tenure, fixture)
            let submitter = Submitter(mayAct: { _ in true })
            try await expectHelped(await service.begin(session, in: flows, by: submitter).id, fixture)
            #expect(service.openRequests.claimAtOnce(session.caller))
        }
    }

    @Test("Requests go on and new ones ring under a smaller epoch, as a replica gives it that has lost takeovers")
    func smallerEpoch() async throws {
        let phones: [String: PhoneScript] = ["101": .noAnswer, "102": .noAnswer]
        var route = HelpDeskFixture.patientRoute
        route.ringing.operatorSeconds = 3_600
        try await run(phones: phones, route: route, epoch: 5) { fixture, tenure in
            let service = fixture.service
            let open = try await service.submit(HelpDeskFixture.draft).id
            try await waitUntil { fixture.pbx.ringCounts["101"] == 1 }
            let next = try await change(tenure, fixture, epoch: 3)
            #expect(service.context.flows(of: nil)?.isFinished == false)
            try await change(next, fixture)
            _ = try await service.submit(HelpRequestDraft(operator: "102", route: "*5003"))
            try await waitUntil { fixture.pbx.ringCounts["102"] == 1 }
            _ = try await service.cancel(open)
            #expect(try await store.wait(for: open) { $0.state.isEnd }.state == .cancelled)
        }
    }

    @Test("Whoever was held up until their tenure was over gets flows that take nothing and keep nobody waiting")
    func heldUp() async throws {
        try await run { fixture, tenure in
            let context = fixture.service.context
            tenure.end()
            try await waitUntil { tenure.isFinished }
            let next = context.flows(under: ownership.begin())
            let late = context.flows(under: tenure)
            #expect(late !== next && late.isFinished && late.takenUp.isOpen)
            #expect(context.flows(of: nil) === next)
        }
    }

    @Test("A request that was accepted by a clock that is far behind is run by the owner of its PBX")
    func clockBehind() async throws {
        try await run { fixture, _ in
            await fixture.service.context.flows(of: nil)?.takenUp.wait()
            let date = Date().addingTimeInterval(-180)
            var flow = CallFlow(
                request: HelpRequest(
                    id: HelpRequestID(at: date), route: HelpDeskFixture.route.code, operator: "101",
                    department: "support", createdAt: date),
                caller: Operator(extension: "101", name: "Ali", department: "support"), route: HelpDeskFixture.route,
                departmentName: "Support", expireAfterSeconds: 120)
            _ = flow.handle(.started, at: date)
            try await store.insert(flow, under: nil, idempotency: nil)
            try await expectHelped(flow.id, fixture)
        }
    }

    @Test("A request whose own PBX is not configured any more goes with the default one")
    func ofRemovedPBX() async throws {
        let number = "101@tabriz"
        var flow = CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: Date()), route: HelpDeskFixture.route.code, operator: number,
                department: "support", createdAt: Date()),
            caller: Operator(extension: number, name: "Reza", department: "support"), route: HelpDeskFixture.route,
            departmentName: "Support", expireAfterSeconds: 1)
        _ = flow.handle(.started, at: Date())
        let id = flow.id
        try await store.insert(flow, under: PBXTenure(of: nil), idempotency: nil)
        // Its end cannot be stored, so that it goes on running.
        await store.fill()
        try await run { fixture, tenure in
            await store.waitForRefusal()
            try await change(tenure, fixture)
            await store.makeRoom()
            #expect(try await store.wait(for: id) { $0.state.isEnd }.state.isEnd)
            #expect(fixture.pbx.ringCounts.isEmpty)
        }
    }

    @Test("A request is taken up by the next tenure where the one before ended before it could read the open ones")
    func unread() async throws {
        await store.makeUnreadable()
        await store.leaveRequests(to: forwarding)
        let fixture = try HelpDeskFixture(
            phones: Self.phones, store: store, ownership: ownership, forwarding: forwarding)
        let tenure = ownership.begin()
        // Nothing keeps this PBX from telling how its calls stand.
        try await fixture.run { fixture in
            let service = fixture.service
            let session = try service.session(for: HelpDeskFixture.draft, arrivedOn: nil)
            #expect(service.openRequests.claimAtOnce(session.caller))
            let accepted = try await service.begin(
                session, in: service.context.flows(under: tenure), by: Submitter(mayAct: { _ in true }))
            tenure.end()
            try await waitUntil { tenure.isFinished }
            await store.makeReadable()
            let next = ownership.begin()
            await service.context.flows(under: next).takenUp.wait()
            fixture.pbx.disconnect()
            fixture.pbx.reconnect()
            try await expectHelped(accepted.id, fixture)
        }
    }
}
