import HelpDesk
import Testing

@testable import Telephony

@Suite("Events that wait for the snapshot of a new connection")
struct EventFeedTests {
    private let op = Samples.operatorLeg
    private let helper = Samples.helperLeg
    private let stranger = ChannelID("17.2")
    private let other = ChannelID("17.3")

    /// What is told of a snapshot behind which events wait, which follow it.
    private func told(_ snapshot: PBXSnapshot, before events: PBXEvent...) async throws -> PBXSnapshot {
        let output = CallOutput()
        let feed = EventFeed(output)
        for event in events { feed.deliver(event) }
        feed.open(with: snapshot)
        var told = output.events.makeAsyncIterator()
        guard case .synchronized(let first)? = await told.next() else { throw EventReader.StreamEnded() }
        for event in events {
            let next = await told.next()
            #expect(next == event)
        }
        return first
    }

    @Test("After a transfer the snapshot has the one who was there before, not the one who takes their place")
    func replaced() async throws {
        let snapshot = PBXSnapshot(
            channels: [stranger: .answered, helper: .answered], bridges: [Samples.bridge: [stranger, helper]])
        #expect(
            try await told(snapshot, before: .replaced(op, by: stranger))
                == PBXSnapshot(
                    channels: [op: .answered, helper: .answered], bridges: [Samples.bridge: [op, helper]]))
        // Both may be listed for a moment.
        #expect(
            try await told(
                PBXSnapshot(channels: [op: .answered, stranger: .answered]), before: .replaced(op, by: stranger))
                == PBXSnapshot(channels: [op: .answered]))
    }

    @Test("Of several transfers, one after the other, the snapshot has the channel before the first one")
    func chain() async throws {
        let snapshot = PBXSnapshot(channels: [other: .answered])
        #expect(
            try await told(
                snapshot, before: .replaced(op, by: stranger), .ended(op, .normal), .replaced(stranger, by: other))
                == PBXSnapshot(channels: [op: .answered]))
        // Somebody has dialled a code, and is unknown until that is told.
        let call = IncomingCall(channel: stranger, code: "*5003", callers: ["101"])
        #expect(
            try await told(snapshot, before: .arrived(call), .replaced(stranger, by: other)) == PBXSnapshot())
    }

    @Test("A phone to which a call is forwarded comes only behind the snapshot, which has the one that was rung")
    func forwarded() async throws {
        let snapshot = PBXSnapshot(channels: [stranger: .ringing])
        #expect(
            try await told(snapshot, before: .forwarded(helper, to: "900", as: stranger), .ended(helper, .declined))
                == PBXSnapshot(channels: [helper: .down]))
    }

    @Test("Whoever picks a call up stays in the snapshot as somebody who is told of, beside the phone that was rung")
    func pickedUp() async throws {
        let snapshot = PBXSnapshot(channels: [stranger: .answered])
        let first = try await told(snapshot, before: .pickedUp(helper, by: stranger))
        #expect(first == PBXSnapshot(channels: [helper: .down, stranger: .answered]))
        #expect(first.newcomers == [stranger])
    }

    @Test("A phone of ours whose end waits is still there, so that it is known why it was not answered")
    func ended() async throws {
        let busy = PBXEvent.ended(helper, .busy, HangupCause(q850: 17))
        #expect(try await told(PBXSnapshot(), before: busy) == PBXSnapshot(channels: [helper: .down]))
        #expect(
            try await told(PBXSnapshot(), before: .answered(op), .ended(op, .normal))
                == PBXSnapshot(channels: [op: .down]))
        // Others' calls, of which the manager interface tells as well, and conversations that are over.
        #expect(
            try await told(PBXSnapshot(), before: .ended(stranger, .busy), .ended(op, .normal)) == PBXSnapshot())
    }
}
