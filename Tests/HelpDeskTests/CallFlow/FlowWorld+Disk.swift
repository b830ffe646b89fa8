import Foundation

@testable import HelpDesk

/// The disk, which is full at times, and slow: things happen while it writes.
extension FlowWorld {
    mutating func beginWriting() {
        // An attempt that was refused is made again after a while, and what nobody waits for is not made at once.
        if let attemptAt = pending.attemptAt { now = max(now, attemptAt) }
        guard pending.takeAttempt(at: now) else { return }
        writing = (pending.version, flow)
    }

    mutating func endWriting() {
        guard let (version, written) = writing else { return }
        writing = nil
        guard !diskIsFull else {
            log.append("disk is full")
            for channel in pending.failed(at: now, of: flow) { handle(.withheld(channel)) }
            return
        }
        log.append("stored")
        let hasFailed = pending.isFailing
        disk.write(written)
        perform(pending.stored(version, of: flow))
        if hasFailed { handle(.storable) }
    }
}

/// What is on disk, as the next process would read it, held against what is ordered.
struct StoredFlow {
    private var data = Data()
    private(set) var isEnded = false
    /// The channels of all legs that were ever stored.
    private var legs: Set<ChannelID> = []
    /// The helpers of whom it was stored that they are to be joined.
    private var joined: Set<ChannelID> = []
    /// Orders of which the disk knew nothing.
    private(set) var faults: [String] = []

    mutating func write(_ flow: CallFlow) {
        data = (try? JSONEncoder().encode(flow)) ?? Data()
        isEnded = flow.isEnded
        legs.formUnion(flow.legs.map(\.channel))
        switch flow.stage {
        case .joining(let position, _), .connected(let position): joined.insert(flow.hunt.attempts[position].channel)
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: break
        }
    }

    func read() -> CallFlow? {
        try? JSONDecoder().decode(CallFlow.self, from: data)
    }

    /// Nobody is rung or joined before it is stored that they are to be.
    mutating func check(_ order: CallFlow.Action) {
        switch order {
        case .originate(let ring) where !legs.contains(ring.channel):
            faults.append("\(ring.channel) is rung, and that is not stored")
        case .snoop(_, let channel, _) where !legs.contains(channel):
            faults.append("\(channel) listens, and that is not stored")
        case .join(let channels, _) where !legs.isSuperset(of: channels) || joined.isEmpty:
            faults.append("\(channels) are joined, and that is not stored")
        default: break
        }
    }
}
