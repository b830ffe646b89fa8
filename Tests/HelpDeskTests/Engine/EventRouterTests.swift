import ConcurrencyPrimitives
import Testing

@testable import HelpDesk

@Suite("The event router")
struct EventRouterTests {
    private final class Receiver: EventReceiver {
        let events = Locked<[PBXEvent]>([])
        let isClosed = Locked(false)
        let pbx: String?
        let followsTransfers = true

        init(on pbx: String? = nil) {
            self.pbx = pbx
        }

        func receive(_ event: PBXEvent) { events.withLock { $0.append(event) } }
        func tick() {}
        func close() { isClosed.withLock { $0 = true } }
    }

    private let router = EventRouter()
    private let id = CallID()
    private let receiver = Receiver()

    @Test("The router finds a flow by the names of its channels, and by the channels that it has adopted")
    func owners() {
        let stranger = ChannelID("1700000000.1")
        let successor = ChannelID("1700000000.2")
        #expect(router.open(id, receiver, adopting: [stranger]))
        router.adopt(successor, for: id)
        for channel in [ChannelID.ofRecording(id), stranger, successor] {
            #expect(router.owner(of: channel, on: nil) == id)
        }
        #expect(router.owner(of: ChannelID("1700000000.3"), on: nil) == nil)
        #expect(router.post(.answered(stranger), to: router.owner(of: stranger, on: nil)))
        #expect(receiver.events.withLock { $0 } == [.answered(stranger)])
        router.close(id)
        #expect(receiver.isClosed.withLock { $0 })
        #expect(router.owner(of: stranger, on: nil) == nil && !router.post(.answered(stranger), to: id))
    }

    @Test("Whoever closes a flow closes no other one that is open under its id since")
    func others() {
        let later = Receiver()
        let channel = ChannelID("1700000000.1")
        #expect(router.open(id, receiver))
        #expect(router.open(id, later, adopting: [channel]))
        router.close(id, receiver)
        #expect(router.receiver(of: id) === later && !later.isClosed.withLock { $0 })
        #expect(router.owner(of: channel, on: nil) == id)
        router.close(id, later)
        #expect(!router.contains(id) && later.isClosed.withLock { $0 })
        #expect(router.owner(of: channel, on: nil) == nil)
    }

    @Test("A help request, a recording and a rejected call have ids of one kind, and names on the PBX of one form")
    func names() throws {
        let text = "01930000-0000-7000-8000-000000000001"
        let request = try #require(HelpRequestID(text))
        let call = try #require(CallID(text))
        #expect(call == CallID(request))
        #expect(ChannelID.ofOperator(request).text == "hb-\(text)-op" && ChannelID.ofOperator(request).call == call)
        #expect(ChannelID.ofRecording(call).text == "hb-\(text)-rec" && ChannelID.ofRecording(call).call == call)
        #expect(PlaybackID.of(call, ordinal: 2).text == "hb-\(text)-p2" && PlaybackID("hb-\(text)-p2").call == call)
        #expect(TakeID.of(call, number: 3).text == "hb-\(text)-t3" && TakeID("hb-\(text)-t3").call == call)
        #expect(BridgeID.of(request).call == call)
    }

    @Test("Two PBXs may give their channels the same names, and each flow gets what happens on its own")
    func twoPBXs() {
        let stranger = ChannelID("1700000000.1")
        let other = CallID()
        let receiverThere = Receiver(on: "shiraz")
        #expect(router.open(id, receiver, adopting: [stranger]))
        #expect(router.owner(of: stranger, on: "shiraz") == nil)
        #expect(router.open(other, receiverThere))
        router.adopt(stranger, for: other)
        #expect(router.owner(of: stranger, on: nil) == id && router.owner(of: stranger, on: "shiraz") == other)
        #expect(router.open(on: nil) == [id] && router.open(on: "shiraz") == [other])
        router.close(other)
        #expect(router.owner(of: stranger, on: nil) == id && router.owner(of: stranger, on: "shiraz") == nil)
    }

    @Test("Once all flows are closed, none can be opened")
    func closed() {
        #expect(router.open(id, receiver))
        router.closeAll()
        #expect(receiver.isClosed.withLock { $0 })
        #expect(!router.open(CallID(), Receiver()) && router.open(on: nil).isEmpty)
    }

    @Test(
        "What belongs to no flow is forgotten, and nothing is while the bridge stops: the next process goes on with it")
    func forgotten() {
        #expect(!router.hasForgotten(id, on: nil))
        router.set(complete: true, on: nil)
        #expect(router.hasForgotten(id, on: nil) && router.hasForgotten(nil, on: nil))
        #expect(!router.hasForgotten(id, on: "shiraz"))
        #expect(router.open(id, receiver) && !router.hasForgotten(id, on: nil) && router.hasForgotten(nil, on: nil))
        router.closeAll()
        #expect(!router.contains(id) && !router.hasForgotten(id, on: nil) && !router.hasForgotten(nil, on: nil))
    }
}
