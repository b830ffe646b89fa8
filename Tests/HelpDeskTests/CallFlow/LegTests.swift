import Foundation
import Testing

@testable import HelpDesk

@Suite("A leg")
struct LegTests {
    private let now = FlowFixture.start
    private let channel = ChannelID("17.1")
    private func leg(_ state: Leg.State) -> Leg {
        Leg(channel: channel, extension: "200", orderedAt: now, state: state)
    }

    @Test(
        "A leg answers once, and is unwanted when it has been given up",
        arguments: [
            (Leg.State.ordered, Leg.Answer.expected), (.unconfirmed, .expected), (.keptBack, .expected),
            (.originated, .expected), (.ringing, .expected), (.answered, .alreadyKnown), (.hangingUp, .unwanted),
            (.ended, .unwanted),
        ])
    func answers(state: Leg.State, answer: Leg.Answer) {
        var leg = leg(state)
        #expect(leg.answered() == answer)
        #expect(leg.state == (answer == .expected ? .answered : state))
    }

    @Test("A leg is hung up until it has ended, unless the PBX never had it")
    func hangsUp() {
        for state in [Leg.State.ordered, .unconfirmed, .originated, .ringing, .answered, .hangingUp] {
            var leg = leg(state)
            #expect(leg.hangUp() == [.hangUp(channel)])
            #expect(leg.state == .hangingUp)
        }
        for state in [Leg.State.keptBack, .ended] {
            var leg = leg(state)
            #expect(leg.hangUp().isEmpty)
            #expect(leg.state == .ended)
        }
    }

    @Test("A leg is kept back only while its order is under way")
    func keptBack() {
        var ordered = leg(.ordered)
        let isKept = ordered.keepBack()
        #expect(isKept && ordered.state == .keptBack)
        var ringing = leg(.ringing)
        let isKeptWhileRinging = ringing.keepBack()
        #expect(!isKeptWhileRinging && ringing.state == .ringing)
    }

    @Test("A leg is in doubt when the process that ordered it is gone, until the PBX knows it")
    func inDoubt() {
        var leg = leg(.ordered)
        leg.loseReply()
        #expect(leg.state == .unconfirmed)
        leg.confirm()
        #expect(leg.state == .originated)
        leg.loseReply()
        #expect(leg.state == .originated)
    }

    @Test("A leg is joined, or transferred, only when it has been answered")
    func onlyAnswered() {
        var ringing = leg(.ringing)
        ringing.joined()
        let isReplaced = ringing.replaced(by: ChannelID("17.2"))
        #expect(!isReplaced && !ringing.isJoined && ringing.channel == channel)
        var answered = leg(.answered)
        answered.joined()
        let goesOn = answered.replaced(by: ChannelID("17.2"))
        #expect(goesOn && answered.isJoined && answered.channel == ChannelID("17.2"))
        answered.ended()
        #expect(!answered.isJoined)
    }

    @Test("A leg is newer than a snapshot that was taken before the PBX had its order")
    func newer() {
        var leg = leg(.ordered)
        leg.originated(isPhone: true, at: now)
        #expect(leg.isNewer(than: PBXSnapshot(takenAt: now.addingTimeInterval(-1))))
        #expect(!leg.isNewer(than: PBXSnapshot(takenAt: now.addingTimeInterval(1))))
        #expect(!leg.isNewer(than: PBXSnapshot(channels: [channel: .ringing], takenAt: now.addingTimeInterval(-1))))
    }
}
