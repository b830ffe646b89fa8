/// The helpers' phones of one request, as far as they count among all that ring.
struct RequestPhones: Sendable {
    let place: WaitingLine.Place
    let shared: RingingPhones
    private var ringing: Set<ChannelID> = []
    private var waiting: Set<ChannelID> = []

    init(place: WaitingLine.Place, shared: RingingPhones) {
        self.place = place
        self.shared = shared
    }

    /// Counts phones that ring since before this process began.
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

    /// Notes which phones ring no more, or need not.
    ///
    /// - Returns: whose turn has come thereby.
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

    /// Notes that the request does not care any more.
    ///
    /// - Returns: whose turn has come thereby.
    mutating func leave() -> [RingingPhones.Turn] {
        let all = ringing.union(waiting)
        ringing = []
        waiting = []
        return all.isEmpty ? [] : shared.silence(all)
    }
}
