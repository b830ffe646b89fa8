import ConcurrencyPrimitives

/// A period of this bridge's ownership of a PBX: it alone sends orders there and runs the flows of its calls.
///
/// A tenure that has ended never begins again: a bridge that regains the PBX gets another tenure, and resumes its calls
/// from storage.
public final class PBXTenure: Sendable {
    /// The PBX's id; `nil` for the default one.
    public let pbx: String?
    /// The epoch, which grows with each tenure of the PBX, whichever bridge has it.
    public let epoch: Int64
    private let now: @Sendable () -> ContinuousClock.Instant
    /// The end of the tenure unless it is renewed; `nil` for never.
    private let limit: Locked<ContinuousClock.Instant?>
    private let ended = Latch()
    private let finished = Latch()

    /// - Parameters:
    ///   - end: the end of the tenure unless it is renewed; `nil` for never.
    ///   - now: a clock that cannot be set, and that also runs while the machine sleeps.
    public init(
        of pbx: String?, epoch: Int64 = 0, until end: ContinuousClock.Instant? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.pbx = pbx
        self.epoch = epoch
        self.now = now
        limit = Locked(end)
    }

    /// Whether orders may be sent now.
    ///
    /// Checked before each order, because the process may have been suspended.
    public var isHeld: Bool {
        !ended.isOpen && limit.withLock { $0.map { now() < $0 } ?? true }
    }

    /// Whether no other bridge can own the PBX.
    var isUnlimited: Bool { limit.withLock { $0 == nil } }

    /// Extends the tenure; a tenure that has ended stays ended.
    public func renew(until end: ContinuousClock.Instant) {
        limit.withLock { limit in
            guard let before = limit, now() < before else { return }
            limit = end
        }
    }

    /// Shortens the tenure to end no later than an instant.
    public func shorten(to end: ContinuousClock.Instant) {
        limit.withLock { limit in limit = limit.map { min($0, end) } }
    }

    /// Ends the tenure at once.
    public func end() { ended.open() }

    /// Whether the tenure was ended explicitly, rather than by its time limit.
    public var isEnded: Bool { ended.isOpen }

    /// Returns when the tenure was ended explicitly, or the task is cancelled.
    func waitForEnd() async { await ended.wait() }

    /// Marks everything that ran under the tenure as released.
    public func finish() {
        end()
        finished.open()
    }

    /// Whether everything that ran under the tenure has been released.
    public var isFinished: Bool { finished.isOpen }
}
