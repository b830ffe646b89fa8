import Foundation

/// What of a request's course is on disk, and the orders that wait until it is.
///
/// Nobody is rung or joined before the disk has the transition that has decided it. Whatever ends something, or is only
/// heard, is ordered at once: a full disk must not keep a phone ringing.
struct OrderLedger {
    typealias Order = CallFlow.Action

    /// How long it takes until a transition that could not be stored is tried again, in seconds; doubled each time.
    static let firstPause: TimeInterval = 0.1
    static let longestPause: TimeInterval = 2

    /// Counts the transitions.
    private(set) var version = 0
    private(set) var storedVersion = 0
    private var held: [(version: Int, order: Order)] = []
    private var pause: TimeInterval?
    /// When the next attempt is due; `nil` when it need not be waited for.
    private(set) var retryAt: Date?

    var isStored: Bool { storedVersion == version }
    /// Whether the disk has refused the last attempt.
    var isFailing: Bool { pause != nil }

    /// Takes what a transition has decided.
    ///
    /// - Returns: what is to be ordered at once.
    mutating func enter(_ orders: [Order], of flow: CallFlow) -> [Order] {
        version += 1
        var atOnce: [Order] = []
        var isChanging = false
        for order in orders {
            switch order {
            case .originate, .snoop, .answer, .stopRinging:
                held.append((version, order))
            case .join:
                held.append((version, order))
                isChanging = true
            case .hangUp where isChanging && !flow.isClosing:
                // Whoever makes room for somebody else goes once that one is there.
                held.append((version, order))
            case .lookUp, .prepare, .lookForHelper, .findLiveCall, .play, .stopPlaying, .startRinging, .destroy,
                .hangUp:
                atOnce.append(order)
            }
        }
        return atOnce
    }

    /// The disk has this version, and with it all before.
    ///
    /// - Returns: the orders that have waited for it and are still meant.
    mutating func stored(_ version: Int, of flow: CallFlow) -> [Order] {
        storedVersion = max(storedVersion, version)
        pause = nil
        retryAt = nil
        let released = held.filter { $0.version <= version }.map(\.order)
        held.removeAll { $0.version <= version }
        return released.filter(flow.stillMeans)
    }

    /// The disk did not take the newest version.
    ///
    /// - Returns: the operator's and helpers' channels that were to be made; their orders are given up, the others wait on.
    mutating func failed(at now: Date, of flow: CallFlow) -> [ChannelID] {
        let next = min(pause.map { $0 * 2 } ?? Self.firstPause, Self.longestPause)
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
    mutating func hurry() {
        if retryAt != nil { retryAt = .distantPast }
    }

    /// Whether an attempt is to be made; it counts as made.
    mutating func takeAttempt(at now: Date) -> Bool {
        guard !isStored, retryAt.map({ $0 <= now }) ?? true else { return false }
        retryAt = nil
        return true
    }
}
