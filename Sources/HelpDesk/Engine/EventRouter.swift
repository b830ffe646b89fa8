import ConcurrencyPrimitives

/// The router of the PBX's events, which passes them to the flows that they concern: this process's open help requests,
/// recordings and rejected calls.
public final class EventRouter: Sendable {
    private struct State {
        var receivers: [CallID: any EventReceiver] = [:]
        /// Channels that belong to a flow although their names lack its id.
        var adopted: [ForeignChannel: CallID] = [:]
        /// The PBXs whose open flows are all registered here.
        var complete: Set<String?> = []
        var isClosed = false
    }

    /// A channel and its PBX, since two PBXs may give their channels the same names.
    private struct ForeignChannel: Hashable {
        var pbx: String?
        var channel: ChannelID
    }

    private let state = Locked(State())

    public init() {}

    /// Returns the open flows whose calls are on a PBX, the oldest first.
    func open(on pbx: String?) -> [CallID] { open { $0 == pbx } }

    /// Returns the open flows of all matching PBXs, the oldest first.
    ///
    /// - Parameter isMeant: whether the flows of a PBX are included; it must not use the router.
    func open(where isMeant: (_ pbx: String?) -> Bool) -> [CallID] {
        Self.oldestFirst(state.withLock { $0.receivers.filter { isMeant($0.value.pbx) } }).map(\.key)
    }

    /// Sorts flows so that the oldest end first if all end at once.
    ///
    /// A task group searches for finished tasks from the oldest on, and there may be tens of thousands.
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

    /// Records that a channel belongs to an open flow.
    func adopt(_ channel: ChannelID, for id: CallID) {
        state.withLock { state in
            guard let receiver = state.receivers[id] else { return }
            state.adopted[ForeignChannel(pbx: receiver.pbx, channel: channel)] = id
        }
    }

    /// Returns the flow that a channel on a PBX belongs to, whether or not it is open here.
    func owner(of channel: ChannelID, on pbx: String?) -> CallID? {
        channel.call ?? state.withLock { $0.adopted[ForeignChannel(pbx: pbx, channel: channel)] }
    }

    func receiver(of id: CallID) -> (any EventReceiver)? {
        state.withLock { $0.receivers[id] }
    }

    func contains(_ id: CallID?) -> Bool {
        id.flatMap(receiver) != nil
    }

    /// Records whether every open flow whose calls are on a PBX is registered here.
    func set(complete isComplete: Bool, on pbx: String?) {
        state.withLock { state in
            state.complete.remove(pbx)
            if isComplete { state.complete.insert(pbx) }
        }
    }

    /// Whether the objects of a flow, or of none, on a PBX are orphaned: no flow, here or elsewhere, will ever handle
    /// them.
    ///
    /// Always `false` while the bridge is stopping or another bridge owns the PBX, because another process continues
    /// those calls.
    func hasForgotten(_ id: CallID?, on pbx: String?) -> Bool {
        state.withLock { state in
            !state.isClosed && state.complete.contains(pbx) && id.flatMap { state.receivers[$0] } == nil
        }
    }

    /// Sends an event to one flow, and returns `false` if the flow is not open here.
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

    /// Removes one flow, but not a newer flow with the same id that another tenure has resumed.
    func close(_ id: CallID, _ receiver: any EventReceiver) {
        let isCurrent = state.withLock { state in
            guard state.receivers[id] === receiver else { return false }
            state.adopted = state.adopted.filter { $0.value != id }
            state.receivers[id] = nil
            return true
        }
        if isCurrent { receiver.close() }
    }

    /// Accepts no more events; the flows still handle those already queued.
    func closeAll() {
        let receivers = state.withLock { state in
            state.isClosed = true
            defer { state.receivers = [:] }
            return state.receivers
        }
        for (_, receiver) in Self.oldestFirst(receivers) { receiver.close() }
    }
}
