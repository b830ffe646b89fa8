import Foundation

/// Which transitions of a request are on disk, and the orders that wait until theirs is.
///
/// Nobody is rung or joined before the transition that decided it is on disk. Orders that end something, or only play
/// something, go out at once: a full disk must not keep a phone ringing.
struct PendingOrders {
    typealias Order = CallFlow.Action

    /// The first pause before a transition that could not be stored is tried again, in seconds; it doubles each time.
    static let firstPause: TimeInterval = 0.1
    static let maximumPause: TimeInterval = 2
    /// How long a transition that nobody waits for is delayed, so that later ones are stored together with it; in seconds.
    static let batchingDelay: TimeInterval = 0.02

    /// Counts the transitions.
    private(set) var version = 0
    private(set) var storedVersion = 0
    private var held: [(version: Int, order: Order)] = []
    /// The newest transition for which somebody waits.
    private var urgentVersion = 0
    /// Until when unstored transitions may wait for others; `nil` if there are none, or they are being stored.
    private var batchEnds: Date?
    private var pause: TimeInterval?
    /// When what could not be stored is tried again; `nil` when it need not be waited for.
    private(set) var retryAt: Date?

    var isStored: Bool { storedVersion == version }
    /// Whether the last attempt to store failed.
    var isFailing: Bool { pause != nil }
    /// When to store at the latest what can wait; `nil` when nothing waits.
    var attemptAt: Date? { [retryAt, batchEnds].compactMap(\.self).max() }

    /// Takes the orders of a transition.
    ///
    /// - Parameter latest: when to store it at the latest, unless one of the orders waits for that; `nil` for at once.
    /// - Returns: those that do not have to wait.
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
                // A channel that is replaced is hung up only after the one that replaces it has joined.
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

    /// An order that waits already is not given twice: what is not confirmed is ordered every five seconds.
    private mutating func hold(_ order: Order) {
        held.removeAll { $0.order == order }
        held.append((version, order))
    }

    /// Somebody waits until the newest transition is stored.
    mutating func storeAtOnce() {
        urgentVersion = version
    }

    /// This version is on disk, and with it all earlier ones.
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

    /// The newest version could not be stored.
    ///
    /// - Returns: channels of the operator and of helpers whose orders are dropped; all other orders keep waiting.
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

    /// Lets the next attempt be made at once.
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
