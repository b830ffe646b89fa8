import Foundation
import Testing

@testable import HelpDesk

@Suite("Channels that are to be gone")
struct CleanupTests {
    private let now = FlowFixture.start
    private let id = FlowFixture.flow().id
    private let one = ChannelID("17.1")
    private let other = ChannelID("17.2")

    @Test("Channels that are to be gone are hung up on every five seconds until the PBX says that they have ended")
    func sweeps() {
        var cleanup = Cleanup()
        cleanup.add([one, other], hungUpAt: now)
        #expect(cleanup.deadline == now.addingTimeInterval(5))
        let later = now.addingTimeInterval(5)
        #expect(cleanup.sweep(at: later) == [.hangUp(one), .hangUp(other)])
        cleanup.ended(one)
        #expect(cleanup.deadline == now.addingTimeInterval(10))
        #expect(cleanup.sweep(at: later) == [.hangUp(other)])
        cleanup.ended(other)
        #expect(cleanup.deadline == nil)
        #expect(cleanup.removeAll().isEmpty)
    }

    @Test("A channel that is to be gone is hung up on once, however often that is said")
    func twice() {
        var cleanup = Cleanup()
        cleanup.add(one)
        cleanup.add(one)
        cleanup.add([one, other], hungUpAt: now)
        #expect(cleanup.removeAll() == [.hangUp(one), .hangUp(other)])
    }

    @Test("Channels that are to be gone are only followed, and not hung up on, before there is a call")
    func followed() {
        var cleanup = Cleanup()
        cleanup.add(one)
        #expect(cleanup.deadline == nil)
        cleanup.ordered(at: now)
        #expect(cleanup.deadline == now.addingTimeInterval(5))
    }

    @Test("A bridge that may be left of a call is destroyed every five seconds until it is gone")
    func bridge() {
        var cleanup = Cleanup()
        cleanup.callEnds(id)
        #expect(cleanup.isDone)
        #expect(cleanup.orderBridge(of: [one, other], id) == .join([one, other], .of(id)))
        #expect(cleanup.isBridgeOrdered)
        cleanup.callEnds(id)
        #expect(!cleanup.isDone)
        #expect(cleanup.removeAll() == [.destroy(.of(id))])
        #expect(cleanup.sweep(at: now) == [.destroy(.of(id))])
        #expect(cleanup.deadline == now.addingTimeInterval(5))
        cleanup.destroyed(.of(id))
        cleanup.callEnds(id)
        #expect(cleanup.isDone)
        #expect(cleanup.deadline == nil)
    }
}
