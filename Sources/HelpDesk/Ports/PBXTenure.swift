import ConcurrencyPrimitives

/// One period in which a PBX is this bridge's: it alone gives orders there, and runs the flows of its calls.
///
/// One that has ended never begins again: a bridge that gets the PBX back has another tenure, and takes its calls up anew.
public final class PBXTenure: Sendable {
    /// The PBX's id; `nil` for the default one.
    public let pbx: String?
    /// Grows with each tenure of the PBX, whichever bridge has it.
    public let epoch: Int64
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Until when it holds unless it is renewed; `nil` for ever.
    private let limit: Locked<ContinuousClock.Instant?>
    private let ended = Latch()
    private let finished = Latch()

    /// - Parameters:
    ///   - end: when it is over unless it is renewed; `nil` for never.
    ///   - now: a clock that nobody can set, and that also runs while the machine sleeps.
    public init(
        of pbx: String?, epoch: Int64 = 0, until end: ContinuousClock.Instant? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.pbx = pbx
        self.epoch = epoch
        self.now = now
        limit = Locked(end)
    }

    /// Whether an order may go out at this moment: whoever was frozen looks here first.
    public var isHeld: Bool {
        !ended.isOpen && limit.withLock { $0.map { now() < $0 } ?? true }
    }

    /// Whether there is no other bridge that could have it.
    var isUnlimited: Bool { limit.withLock { $0 == nil } }

    /// Lets it hold until another moment; one that is over stays so.
    public func renew(until end: ContinuousClock.Instant) {
        limit.withLock { limit in
            guard let before = limit, now() < before else { return }
            limit = end
        }
    }

    /// Lets it hold no longer than until a moment.
    public func shorten(to end: ContinuousClock.Instant) {
        limit.withLock { limit in limit = limit.map { min($0, end) } }
    }

    /// Ends it at once.
    public func end() { ended.open() }

    /// Whether it was ended, rather than only its time being up.
    public var isEnded: Bool { ended.isOpen }

    /// Returns when it has been ended, or when the task is cancelled.
    func waitForEnd() async { await ended.wait() }

    /// Whoever had it has let go of all that they had under it.
    public func finish() {
        end()
        finished.open()
    }

    /// Whether nobody has anything more under it.
    public var isFinished: Bool { finished.isOpen }
}
