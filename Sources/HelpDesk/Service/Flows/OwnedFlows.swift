import ConcurrencyPrimitives

/// The flows of a PBX that run here for the length of one tenure.
final class OwnedFlows: Sendable {
    enum Arrival: Sendable {
        /// A request that is on disk.
        case request(HelpRequestSession)
        /// Somebody dialled a code and has to be told why they are not connected.
        case rejection(ChannelID, saying: PromptKind, Route?, PromptValues)
    }

    let tenure: PBXTenure
    /// `nil` where there is no other tenure.
    private let began: ContinuousClock.Instant?
    /// Open once all flows that were left are here.
    let takenUp = Latch()
    /// What is to be run.
    let arrivals: AsyncStream<Arrival>
    private let queue: AsyncStream<Arrival>.Continuation
    private let finished = Latch()

    init(_ tenure: PBXTenure) {
        self.tenure = tenure
        began = tenure.isUnlimited ? nil : .now
        (arrivals, queue) = AsyncStream.makeStream()
    }

    /// Has something run.
    ///
    /// - Returns: whether it will be; otherwise the tenure is over.
    @discardableResult
    func begin(_ arrival: Arrival) -> Bool {
        if case .terminated = queue.yield(arrival) { false } else { true }
    }

    /// Whether a snapshot says how the calls stand under this tenure: what was asked for before it began is of another one.
    func covers(_ snapshot: PBXSnapshot) -> Bool {
        guard let began, let takenAt = snapshot.steadyTakenAt else { return true }
        return takenAt >= began
    }

    /// Whether nothing more can arrive.
    var isFinished: Bool { finished.isOpen }

    /// Nothing more will arrive.
    func finish() {
        finished.open()
        queue.finish()
    }
}
