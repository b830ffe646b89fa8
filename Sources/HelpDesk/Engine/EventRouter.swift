import ConcurrencyPrimitives

/// Passes the PBX's events to the flows that they concern: this process's open help requests, recordings and rejected
/// calls.
public final class EventRouter: Sendable {
    private struct State {
        var receivers: [CallID: any EventReceiver] = [:]
        /// Channels that belong to a flow although their names lack its id.
        var adopted: [ForeignChannel: CallID] = [:]
        /// The PBXs all of whose open flows are here.
        var complete: Set<String?> = []
        var isClosed = false
    }

    /// Two PBXs may give their channels the same names.
    private struct ForeignChannel: Hashable {
        var pbx: String?
        var channel: ChannelID
    }

    private let state = Locked(State())

    public init() {}

    /// The open flows whose calls are on a PBX, the oldest first.
    func open(on pbx: String?) -> [CallID] { open { $0 == pbx } }

    /// The same for some PBXs.
    ///
    /// - Parameter isMeant: whether those of a PBX are wanted; it must not use the router.
    func open(where isMeant: (_ pbx: String?) -> Bool) -> [CallID] {
        Self.oldestFirst(state.withLock { $0.receivers.filter { isMeant($0.value.pbx) } }).map(\.key)
    }

    /// Where all flows end at once, those end first whose tasks were made first: a task group looks for a task that has ended
    /// from its oldest one on, and there may be tens of thousands.
    private static func oldestFirst(
        _ receivers: [CallID: any EventReceiver]
    ) -> [(key: CallID, value: any EventReceiver)] {
        receivers.sorted { $0.key.text < $1.key.text }
    }

    /// Registers a flow for its events.
    ///
    /// - Parameter channels: channels of the flow whose names do not contain its id.
    /// - Returns: `false` once the bridge is stopping.
    func open(_ id: CallID, _ receiver: any EventReceiver, adopting channels: [ChannelID] = []) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.receivers[id] = receiver
            for channel in channels { state.adopted[ForeignChannel(pbx: receiver.pbx, channel: channel)] = id }
            return true
        }
    }

    /// Notes that a channel belongs to an open flow.
    func adopt(_ channel: ChannelID, for id: CallID) {
        state.withLock { state in
            guard let receiver = state.receivers[id] else { return }
            state.adopted[ForeignChannel(pbx: receiver.pbx, channel: channel)] = id
        }
    }

    /// The flow that a channel on a PBX belongs to, whether or not it is open here.
    func owner(of channel: ChannelID, on pbx: String?) -> CallID? {
        channel.call ?? state.withLock { $0.adopted[ForeignChannel(pbx: pbx, channel: channel)] }
    }

    func receiver(of id: CallID) -> (any EventReceiver)? {
        state.withLock { $0.receivers[id] }
    }

    func contains(_ id: CallID?) -> Bool {
        id.flatMap(receiver) != nil
    }

    /// Says whether every open flow whose calls are on a PBX is here.
    func set(complete isComplete: Bool, on pbx: String?) {
        state.withLock { state in
            state.complete.remove(pbx)
            if isComplete { state.complete.insert(pbx) }
        }
    }

    /// Whether nobody will ever take care of what belongs to this flow on a PBX, or to none. While the bridge stops, or the PBX
    /// is another bridge's, that is never so: there is somebody else who goes on with all calls.
    func hasForgotten(_ id: CallID?, on pbx: String?) -> Bool {
        state.withLock { state in
            !state.isClosed && state.complete.contains(pbx) && id.flatMap { state.receivers[$0] } == nil
        }
    }

    /// Gives an event to one flow; `false` when it is not open here.
    @discardableResult
    func post(_ event: PBXEvent, to id: CallID?) -> Bool {
        guard let receiver = id.flatMap(receiver) else { return false }
        receiver.receive(event)
        return true
    }

    /// Visits all flows in one step, with no other event in between.
    func withReceivers(_ body: (Dictionary<CallID, any EventReceiver>.Values) -> Void) {
        state.withLock { body($0.receivers.values) }
    }

    func close(_ id: CallID) {
        let receiver = state.withLock { state in
            state.adopted = state.adopted.filter { $0.value != id }
            return state.receivers.removeValue(forKey: id)
        }
        receiver?.close()
    }

    /// Takes out one flow, and leaves another one that has the same id since: one that another tenure has taken up.
    func close(_ id: CallID, _ receiver: any EventReceiver) {
        let isCurrent = state.withLock { state in
            guard state.receivers[id] === receiver else { return false }
            state.adopted = state.adopted.filter { $0.value != id }
            state.receivers[id] = nil
            return true
        }
        if isCurrent { receiver.close() }
    }

    /// Accepts no more events; the flows still handle those that they have.
    func closeAll() {
        let receivers = state.withLock { state in
            state.isClosed = true
            defer { state.receivers = [:] }
            return state.receivers
        }
        for (_, receiver) in Self.oldestFirst(receivers) { receiver.close() }
    }
}
