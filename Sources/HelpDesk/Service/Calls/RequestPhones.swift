/// The helpers' phones of one request that count towards the limit of ``RingingPhones``, and those that wait for their turn.
struct RequestPhones: Sendable {
    private var ringing: Set<ChannelID>
    private var waiting: Set<ChannelID> = []

    /// - Parameter ringing: phones that began to ring before this process started.
    init(ringing: Set<ChannelID>) {
        self.ringing = ringing
    }

    var all: Set<ChannelID> { ringing.union(waiting) }

    /// A phone is to ring.
    mutating func rings(_ channel: ChannelID) {
        waiting.remove(channel)
        ringing.insert(channel)
    }

    /// Too many phones ring: its turn will come.
    mutating func waits(_ channel: ChannelID) {
        ringing.remove(channel)
        waiting.insert(channel)
    }

    /// Follows what has happened to the request.
    ///
    /// - Returns: the phones that have stopped ringing, or do not have to ring.
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
