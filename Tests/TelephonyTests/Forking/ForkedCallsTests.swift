import Foundation
import HelpDesk
import Testing

@testable import Telephony

@Suite("A call to several phones of one account")
struct ForkedCallsTests {
    private static let call = Samples.helperLeg
    private static let second = ChannelID("\(call.text).2")
    private static let third = ChannelID("\(call.text).3")
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)

    private func begun(_ count: Int = 2) -> ForkedCalls {
        var forks = ForkedCalls()
        forks.begin(Self.call, ForkedCalls.branches(of: Self.call, count: count), at: Self.start)
        return forks
    }

    @Test(
        "An event of a call to one phone goes by untouched", arguments: [Samples.helperLeg, ChannelID("1795860835.1")])
    func untouched(channel: ChannelID) {
        var forks = ForkedCalls()
        for event in [PBXEvent.ringing(channel), .answered(channel), .pressed(channel, "1"), .ended(channel, .busy)] {
            #expect(forks.follow(event) == .init(told: event))
        }
        #expect(forks.channel(of: channel) == channel)
        #expect(forks.channels(of: channel) == [channel])
    }

    @Test("Of an account's several phones the first to answer is the call, and the others stop")
    func answered() {
        var forks = begun(3)
        #expect(forks.channels(of: Self.call) == [Self.call, Self.second, Self.third])
        #expect(forks.follow(.ringing(Self.third)) == .init(told: .ringing(Self.call)))
        #expect(
            forks.follow(.answered(Self.second)) == .init(told: .answered(Self.call), hungUp: [Self.call, Self.third]))
        #expect(forks.channel(of: Self.call) == Self.second)
        // In the same moment.
        #expect(forks.follow(.answered(Self.third)) == .init(hungUp: [Self.third]))
        #expect(forks.follow(.ended(Self.call, .normal)) == .init())
        #expect(forks.follow(.pressed(Self.third, "1")) == .init())
        #expect(forks.follow(.pressed(Self.second, "1")) == .init(told: .pressed(Self.call, "1")))
        #expect(
            forks.follow(.enteredBridge(Self.second))
                == .init(told: .enteredBridge(Self.call)))
        #expect(forks.follow(.ended(Self.second, .normal)) == .init(told: .ended(Self.call, .normal)))
        #expect(forks.follow(.ended(Self.third, .normal)) == .init())
        #expect(forks == ForkedCalls())
    }

    @Test(
        "A call to several phones has ended when all have, and says what tells most of the person",
        arguments: [
            (HangupReason.declined, HangupReason.noAnswer, HangupReason.declined), (.offline, .busy, .busy),
            (.noAnswer, .busy, .busy), (.offline, .noAnswer, .noAnswer), (.offline, .offline, .offline),
        ])
    func ended(first: HangupReason, second: HangupReason, expected: HangupReason) {
        for (one, other) in [(first, second), (second, first)] {
            var forks = begun()
            #expect(forks.follow(.ended(Self.second, one)) == .init())
            #expect(forks.follow(.ended(Self.call, other)) == .init(told: .ended(Self.call, expected)))
            #expect(forks == ForkedCalls())
        }
    }

    @Test("A call to several phones has the cause of the one that tells most, or the first known of several alike")
    func cause() {
        let (busy, silent) = (HangupCause(q850: 17, sip: 486), HangupCause(q850: 19, sip: 480))
        for (one, other) in [
            ((HangupReason.noAnswer, silent), (HangupReason.busy, busy)), ((.busy, busy), (.noAnswer, silent)),
            ((.busy, nil), (.busy, busy)), ((.busy, busy), (.busy, silent)),
        ] as [((HangupReason, HangupCause?), (HangupReason, HangupCause?))] {
            var forks = begun()
            #expect(forks.follow(.ended(Self.second, one.0, one.1)) == .init())
            #expect(forks.follow(.ended(Self.call, other.0, other.1)) == .init(told: .ended(Self.call, .busy, busy)))
        }
    }

    @Test("Of several phones that cannot be rung, the last one ends the call")
    func refused() {
        var forks = begun()
        #expect(forks.follow(.ended(Self.call, .busy)) == .init())
        #expect(forks.refused(Self.second, .offline) == .ended(Self.call, .busy))
        #expect(forks == ForkedCalls())
    }

    @Test("A phone that sends its call elsewhere is not followed while others of its account ring")
    func forwarded() {
        var forks = begun()
        let elsewhere = ChannelID("17.1")
        #expect(forks.follow(.forwarded(Self.second, to: "900", as: elsewhere)) == .init(hungUp: [elsewhere]))
        #expect(forks.follow(.ended(Self.second, .declined)) == .init())
        #expect(forks.follow(.answered(Self.call)) == .init(told: .answered(Self.call)))
    }

    @Test("Where a colleague picks a call to several phones up, all of these stop and the colleague goes on")
    func pickedUp() {
        var forks = begun()
        let colleague = ChannelID("17.3")
        #expect(
            forks.follow(.pickedUp(Self.second, by: colleague))
                == .init(told: .pickedUp(Self.call, by: colleague), hungUp: [Self.call]))
        #expect(forks.follow(.ended(Self.call, .normal)) == .init())
        #expect(forks == ForkedCalls())
        // Too late: a phone has answered.
        var late = begun()
        _ = late.follow(.answered(Self.call))
        #expect(late.follow(.pickedUp(Self.second, by: colleague)) == .init(hungUp: [colleague]))
    }

    @Test("Whoever takes the place of the one of several phones that has answered is followed")
    func replaced() {
        var forks = begun()
        let successor = ChannelID("17.2")
        #expect(forks.follow(.replaced(Self.second, by: successor)) == .init(hungUp: [successor]))
        _ = forks.follow(.answered(Self.second))
        #expect(forks.follow(.replaced(Self.second, by: successor)) == .init(told: .replaced(Self.call, by: successor)))
    }

    @Test("After a restart the PBX's list tells which phone has answered, and the others stop")
    func restarted() {
        var forks = ForkedCalls()
        let snapshot = PBXSnapshot(
            channels: [Self.call: .ringing, Self.second: .answered, Samples.operatorLeg: .answered],
            bridges: [Samples.bridge: [Self.second, Samples.operatorLeg]], takenAt: Self.start)
        let expected = PBXSnapshot(
            channels: [Self.call: .answered, Samples.operatorLeg: .answered],
            bridges: [Samples.bridge: [Self.call, Samples.operatorLeg]])
        #expect(forks.follow(.synchronized(snapshot)) == .init(told: .synchronized(expected), hungUp: [Self.call]))
        #expect(forks.channel(of: Self.call) == Self.second)
        #expect(forks.channel(of: Samples.operatorLeg) == Samples.operatorLeg)
    }

    @Test("After a restart phones of one account go on ringing as one call, and a call that is over is forgotten")
    func ringingOn() {
        var forks = ForkedCalls()
        let snapshot = PBXSnapshot(channels: [Self.call: .down, Self.second: .ringing], takenAt: Self.start)
        #expect(
            forks.follow(.synchronized(snapshot))
                == .init(told: .synchronized(PBXSnapshot(channels: [Self.call: .ringing]))))
        #expect(forks.follow(.answered(Self.second)) == .init(told: .answered(Self.call), hungUp: [Self.call]))
        let nothing = PBXSnapshot(takenAt: Self.start + 1)
        #expect(forks.follow(.synchronized(nothing)) == .init(told: .synchronized(nothing)))
        #expect(forks == ForkedCalls())
        // Somebody picks up whose call is over.
        #expect(forks.follow(.answered(Self.second)) == .init(hungUp: [Self.second]))
    }

    @Test("After a restart, of two phones that have answered the one in the bridge is the call")
    func joined() {
        var forks = ForkedCalls()
        let snapshot = PBXSnapshot(
            channels: [Self.call: .answered, Self.second: .answered],
            bridges: [Samples.bridge: [Self.second, Samples.operatorLeg]], takenAt: Self.start)
        #expect(forks.follow(.synchronized(snapshot)).hungUp == [Self.call])
        #expect(forks.channel(of: Self.call) == Self.second)
    }

    @Test("A call that is over does not begin again by a phone that rings on: it is hung up")
    func over() {
        var forks = begun()
        _ = forks.follow(.pickedUp(Self.second, by: ChannelID("17.3")))
        let snapshot = PBXSnapshot(channels: [Self.call: .ringing], takenAt: Self.start + 1)
        let nothing = PBXSnapshot(takenAt: Self.start + 1)
        #expect(forks.follow(.synchronized(snapshot)) == .init(told: .synchronized(nothing), hungUp: [Self.call]))
        _ = forks.follow(.ended(Self.call, .normal))
        #expect(forks == ForkedCalls())
    }

    @Test("A call whose phone has hung up unheard is over, though another phone of it still rings: that one stops")
    func answeredAndGone() {
        var forks = begun()
        _ = forks.follow(.answered(Self.call))
        let snapshot = PBXSnapshot(channels: [Self.second: .ringing], takenAt: Self.start + 1)
        let nothing = PBXSnapshot(takenAt: Self.start + 1)
        #expect(forks.follow(.synchronized(snapshot)) == .init(told: .synchronized(nothing), hungUp: [Self.second]))
        #expect(forks.follow(.ended(Self.second, .normal)) == .init())
        #expect(forks == ForkedCalls())
    }

    @Test("A phone whose end was missed keeps nothing in memory once it is found to be gone")
    func gone() {
        var forks = begun()
        _ = forks.follow(.answered(Self.call))
        #expect(forks.follow(.ended(Self.call, .normal)) == .init(told: .ended(Self.call, .normal)))
        #expect(forks != ForkedCalls())
        #expect(forks.gone(Self.second) == nil)
        #expect(forks == ForkedCalls())
        // Of one that rang alone in the end.
        var ringing = begun()
        _ = ringing.follow(.ended(Self.call, .busy))
        #expect(ringing.gone(Self.second) == .ended(Self.call, .busy))
    }
}
