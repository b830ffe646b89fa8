/// The helpers' phones of one request that count towards the limit of ``RingingPhones``.
struct RequestPhones: Sendable {
    let place: WaitingLine.Place
    let shared: RingingPhones
    private var ringing: Set<ChannelID> = []
    private var waiting: Set<ChannelID> = []

    init(place: WaitingLine.Place, shared: RingingPhones) {
        self.place = place
        self.shared = shared
    }

    /// Counts phones that began to ring before this process started.
    mutating func adopt(_ channels: Set<ChannelID>) {
        ringing = channels
        shared.count(channels)
    }

    /// Whether a phone may be rung; if not, its turn will come.
    mutating func mayRing(_ channel: ChannelID) -> Bool {
        if shared.admit(RingingPhones.Turn(channel: channel, place: place)) {
            waiting.remove(channel)
            ringing.insert(channel)
            return true
        }
        waiting.insert(channel)
        return false
    }

    /// Notes which phones have stopped ringing, or do not have to ring.
    ///
    /// - Returns: the phones whose turn has come.
    mutating func follow(_ flow: CallFlow, after event: CallFlow.Event) -> [RingingPhones.Turn] {
        if case .admitted(let channel) = event {
            waiting.remove(channel)
            ringing.insert(channel)
        }
        let silent = ringing.subtracting(flow.ringingHelpers)
            .union(waiting.filter { flow.leg($0)?.state != .waitingForPBX })
        guard !silent.isEmpty else { return [] }
        ringing.subtract(silent)
        waiting.subtract(silent)
        return shared.silence(silent)
    }

    /// Notes that the request needs no phones any more.
    ///
    /// - Returns: the phones whose turn has come.
    mutating func leave() -> [RingingPhones.Turn] {
        let all = ringing.union(waiting)
        ringing = []
        waiting = []
        return all.isEmpty ? [] : shared.silence(all)
    }
}
