import Foundation
import Testing

@testable import HelpDesk

@Suite("The attempts to ring helpers")
struct HelperAttemptsTests {
    private let now = FlowFixture.start
    private let request = FlowFixture.flow().request

    private func channel(_ index: Int) -> ChannelID {
        .ofHelper(request.id, ordinal: index + 1)
    }

    /// Attempts of which each rings the candidate of its own rank.
    private func attempts(_ count: Int) -> HelperAttempts {
        var attempts = HelperAttempts()
        for index in 0..<count {
            let leg = Leg(channel: channel(index), extension: "20\(index)", orderedAt: now)
            _ = attempts.append(leg, of: index, isTaker: false)
        }
        return attempts
    }

    @Test("Attempts to ring helpers keep their order, and each is found by its channel")
    func order() {
        let attempts = attempts(3)
        #expect(attempts.map(\.extension) == ["200", "201", "202"])
        #expect(attempts.index(on: channel(1)) == 1)
        #expect(attempts.index(on: ChannelID("17.1")) == nil)
    }

    @Test(
        "Why nobody helps is told by what shows most that somebody was there, or by nothing if nobody was rung",
        arguments: [
            ([.offline, .busy, .noAnswer], .noAnswer), ([.busy, .declined], .noAnswer), ([.offline, .busy], .busy),
            ([.error, .offline], .offline), ([.error], .pbxError), ([], nil),
        ] as [([RingAttempt.Result], Outcome?)])
    func outcome(results: [RingAttempt.Result], expected: Outcome?) {
        var attempts = attempts(results.count)
        for (index, result) in results.enumerated() { attempts.settle(index, result, at: now) }
        #expect(attempts.outcome == expected)
    }

    @Test("Where all who have picked up could not be joined, it is the PBX's fault", arguments: [true, false])
    func joiningFails(isOnlyOne: Bool) {
        var attempts = attempts(3)
        attempts.settle(0, .answered, at: now)
        attempts.settle(1, .noAnswer, at: now)
        if !isOnlyOne { attempts.settle(2, .answered, at: now) }
        _ = attempts.joinFailed(0, at: now)
        #expect(attempts[0].report.result == .answered)
        #expect(attempts.outcome == (isOnlyOne ? .pbxError : .noAnswer))
    }

    @Test(
        "A phone that says at once that it takes no calls is not offline; one that says nothing is",
        arguments: [(19, 0.01, .noAnswer), (19, 20, .offline), (0, 20, .offline), (18, 5, .offline)]
            as [(Int, TimeInterval, RingAttempt.Result)])
    func doNotDisturb(cause: Int, seconds: TimeInterval, expected: RingAttempt.Result) throws {
        var attempts = attempts(1)
        _ = attempts.update(channel(0)) { $0.originated(isPhone: true, at: now) }
        attempts.note(HangupCause(q850: cause), of: 0)
        let ended = attempts.ended(0)
        let before = try #require(ended)
        attempts.settle(0, .noAnswer, after: before, FlowFixture.route, at: now.addingTimeInterval(seconds))
        #expect(attempts[0].report.result == expected)
    }

    @Test(
        "A phone that was idle, rings and then says that it is busy was refused by hand",
        arguments: [(true, true, .declined), (true, false, .busy), (false, true, .busy)]
            as [(Bool, Bool, RingAttempt.Result)])
    func rejected(isPhone: Bool, hasRung: Bool, expected: RingAttempt.Result) throws {
        var attempts = attempts(1)
        _ = attempts.update(channel(0)) { $0.originated(isPhone: isPhone, at: now) }
        if hasRung { _ = attempts.update(channel(0)) { $0.rang() } }
        let ended = attempts.ended(0)
        let before = try #require(ended)
        attempts.settle(0, .busy, after: before, FlowFixture.route, at: now)
        #expect(attempts[0].report.result == expected)
    }

    @Test("A phone counts as silent only as long as no event can have been missed")
    func silent() {
        var attempts = attempts(1)
        _ = attempts.update(channel(0)) { $0.originated(isPhone: true, at: now) }
        #expect(attempts.isSilent(attempts[0]))
        attempts.disconnected()
        #expect(!attempts.isSilent(attempts[0]))
        attempts.reconnected()
        #expect(attempts.isSilent(attempts[0]))
        attempts.loseReplies()
        #expect(attempts.mayMissEvents && !attempts.isSilent(attempts[0]))
    }

    @Test("The other phones are hung up when one helper is enough, and one that never rang is offline")
    func releaseOthers() {
        var attempts = attempts(3)
        _ = attempts.update(channel(0)) { $0.originated(isPhone: true, at: now) }
        attempts.becomesLate(0)
        #expect(attempts.firstActive?.extension == "201")
        #expect(attempts.releaseOthers(than: 1, at: now) == [.hangUp(channel(0)), .hangUp(channel(2))])
        #expect(attempts.map(\.report.result) == [.offline, nil, .cancelled])
    }
}
