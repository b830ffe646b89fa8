import Foundation

/// The stored and unstored transitions of a request, and the orders that wait until their transition is on disk.
///
/// Nobody is rung or joined before the transition that decided it is on disk. Orders that end or only play something
/// are sent at once: a full disk must not keep a phone ringing.
struct PendingOrders {
    typealias Order = CallFlow.Action

    /// The first pause before storing a transition is retried, in seconds; it doubles each time.
    static let firstPause: TimeInterval = 0.1
    static let maximumPause: TimeInterval = 2
    /// The delay of a transition that nothing waits for, so that later ones are stored together with it; in seconds.
    static let batchingDelay: TimeInterval = 0.02

    /// The number of transitions so far.
    private(set) var version = 0
    private(set) var storedVersion = 0
    private var held: [(version: Int, order: Order)] = []
    /// The newest transition that an order or a caller waits for.
    private var urgentVersion = 0
    /// The time until which unstored transitions may wait for others; `nil` if there are none, or they are being
    /// stored.
    private var batchEnds: Date?
    private var pause: TimeInterval?
    /// The time of the next attempt after a failure; `nil` if there is no need to wait.
    private(set) var retryAt: Date?

    var isStored: Bool { storedVersion == version }
    /// Whether the last attempt to store failed.
    var isFailing: Bool { pause != nil }
    /// The time of the next attempt to store transitions that can wait; `nil` if none is waiting.
    var attemptAt: Date? { [retryAt, batchEnds].compactMap(\.self).max() }

    /// Adds the orders of a transition.
    ///
    /// - Parameter latest: the latest time to store the transition if none of its orders waits for that; `nil` to store
    ///   it at once.
    /// - Returns: the orders that need not wait.
    mutating func enter(_ orders: [Order], of flow: CallFlow, by latest: Date? = nil) -> [Order] {
        version += 1
        var atOnce: [Order] = []
        var isChanging = false
        for order in orders {
            switch order {
            case .originate, .snoop, .answer, .stopRinging:
                hold(order)
            case .join:
                hold(order)
                isChanging = true
            case .hangUp where isChanging && !flow.isClosing:
                // A replaced channel is hung up only after its replacement has joined.
                hold(order)
            case .lookUp, .prepare, .lookForHelper, .findLiveCall, .lookAtLiveCall, .play, .stopPlaying, .startRinging,
                .destroy,
                .hangUp:
                atOnce.append(order)
            }
        }
        if let latest, held.last?.version != version {
            batchEnds = batchEnds ?? latest
        } else {
            storeAtOnce()
        }
        return atOnce
    }

    /// Holds an order back until its transition is stored.
    ///
    /// A pending order is not queued twice: unconfirmed orders are repeated every five seconds.
    private mutating func hold(_ order: Order) {
        held.removeAll { $0.order == order }
        held.append((version, order))
    }

    /// Stops delaying the newest transition, because something waits until it is stored.
    mutating func storeAtOnce() {
        urgentVersion = version
    }

    /// Records that a version is on disk, and with it all earlier ones.
    ///
    /// - Returns: the orders that waited for it and still apply.
    mutating func stored(_ version: Int, of flow: CallFlow) -> [Order] {
        storedVersion = max(storedVersion, version)
        pause = nil
        retryAt = nil
        let released = held.filter { $0.version <= version }.map(\.order)
        held.removeAll { $0.version <= version }
        return released.filter(flow.stillMeans)
    }

    /// Records that the newest version could not be stored.
    ///
    /// - Returns: the channels of the operator and of helpers whose orders are dropped; all other orders keep waiting.
    mutating func failed(at now: Date, of flow: CallFlow) -> [ChannelID] {
        let next = min(pause.map { $0 * 2 } ?? Self.firstPause, Self.maximumPause)
        pause = next
        retryAt = now.addingTimeInterval(next)
        var channels: [ChannelID] = []
        held.removeAll { _, order in
            switch order {
            case .originate(let ring): channels.append(ring.channel)
            case .snoop(_, let channel, _) where channel == flow.operatorLeg.channel: channels.append(channel)
            default: return false
            }
            return true
        }
        return channels
    }

    /// Makes the next attempt due at once.
    mutating func retryAtOnce() {
        if retryAt != nil { retryAt = .distantPast }
        storeAtOnce()
    }

    /// Whether to try to store now; if so, this counts as an attempt.
    mutating func takeAttempt(at now: Date) -> Bool {
        guard !isStored, retryAt.map({ $0 <= now }) ?? true else { return false }
        guard urgentVersion > storedVersion || batchEnds.map({ $0 <= now }) ?? true else { return false }
        retryAt = nil
        batchEnds = nil
        return true
    }
}
