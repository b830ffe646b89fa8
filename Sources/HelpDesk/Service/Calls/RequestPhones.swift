/// The helpers' phones of one request that count towards the limit of ``RingingPhones``, and those that wait for their
/// turn.
struct RequestPhones: Sendable {
    private var ringing: Set<ChannelID>
    private var waiting: Set<ChannelID> = []

    /// - Parameter ringing: phones that began to ring before this process started.
    init(ringing: Set<ChannelID>) {
        self.ringing = ringing
    }

    var all: Set<ChannelID> { ringing.union(waiting) }

    /// Records that a phone will ring.
    mutating func rings(_ channel: ChannelID) {
        waiting.remove(channel)
        ringing.insert(channel)
    }

    /// Records that a phone must wait for its turn, because too many phones ring.
    mutating func waits(_ channel: ChannelID) {
        ringing.remove(channel)
        waiting.insert(channel)
    }

    /// Updates the phones after an event of the request.
    ///
    /// - Returns: the phones that stopped ringing, or need not ring.
    mutating func follow(_ flow: CallFlow, after event: CallFlow.Event) -> Set<ChannelID> {
        if case .admitted(let channel) = event { rings(channel) }
        guard !ringing.isEmpty || !waiting.isEmpty else { return [] }
        let silent = ringing.subtracting(flow.occupiedHelpers)
            .union(waiting.filter { flow.leg($0)?.state != .keptBack })
        ringing.subtract(silent)
        waiting.subtract(silent)
        return silent
    }
}
