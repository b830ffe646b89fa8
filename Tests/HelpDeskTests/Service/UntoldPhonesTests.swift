import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("Helpers of whom the PBX cannot tell whether they are on the phone", .timeLimit(.minutes(5)))
struct UntoldPhonesTests {
    /// Their PBX tells nothing.
    private let helper = "200@shiraz"
    private let earlier = Self.place(0)
    private let later = Self.place(60)

    private static func place(_ seconds: TimeInterval) -> WaitingLine.Place {
        let moment = FlowFixture.start.addingTimeInterval(seconds)
        return WaitingLine.Place(
            HelpRequest(
                id: HelpRequestID(at: moment), route: "*5003", operator: "101", department: "support",
                createdAt: moment))
    }

    private func control(
        _ fixture: HelpDeskFixture, _ line: WaitingLine, _ place: WaitingLine.Place
    ) throws -> CallControl {
        var ports = fixture.service.ports
        ports.pbxs = PBXSet(fixture.pbx, others: ["shiraz": SlowPBX()])
        let pattern = "^[0-9]{2,6}$"
        let policy = try DialPolicy(patterns: [(pbx: "main", pattern: pattern), (pbx: "shiraz", pattern: pattern)])
        return CallControl(
            ports: ports, id: nil, policy: policy, logger: fixture.service.logger, line: (line: line, place: place))
    }

    private func ring(_ number: String, ordinal: Int) -> CallFlow.Ring {
        CallFlow.Ring(
            channel: .ofHelper(later.id, ordinal: ordinal), extension: number, party: .helper(skipsBusy: true),
            timeoutSeconds: 20, callerName: "Ali", callerNumber: "101", originator: nil)
    }

    @Test("A helper of whom the PBX tells nothing is taken to be free when it is time, by the first in the line")
    func free() async throws {
        try await HelpDeskFixture(phones: [:]).run { fixture in
            let line = WaitingLine()
            line.update(earlier, helpers: [helper])
            line.update(later, helpers: [helper])
            let first = try control(fixture, line, earlier)
            let second = try control(fixture, line, later)
            #expect(await first.carryOut(.lookForHelper([helper])) == .waitingPosition(1))
            let order = CallFlow.Action.lookForHelper([helper], untold: [helper])
            #expect(await first.carryOut(order) == .helperFree(helper))
            #expect(await second.carryOut(order) == .waitingPosition(2))
        }
    }

    @Test("A new request rings a helper of whom the PBX tells nothing, and leaves one who is free to those who wait")
    func rung() async throws {
        try await HelpDeskFixture(phones: ["200": .noAnswer, helper: .noAnswer]).run { fixture in
            let line = WaitingLine()
            line.update(earlier, helpers: ["200", helper])
            let control = try self.control(fixture, line, later)
            let (free, untold) = (ring("200", ordinal: 1), ring(helper, ordinal: 2))
            #expect(await control.carryOut(.originate(free)) == .refused(free.channel, .busy))
            #expect(await control.carryOut(.originate(untold)) == .originated(untold.channel, isPhone: false))
        }
    }
}
