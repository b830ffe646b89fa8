import ConcurrencyPrimitives

/// The flows of a PBX that run here during one tenure.
final class OwnedFlows: Sendable {
    enum Arrival: Sendable {
        /// A request that is on disk.
        case request(HelpRequestSession)
        /// A caller dialled a code and must be told why they are not connected.
        case rejection(ChannelID, saying: PromptKind, Route?, PromptValues)
    }

    let tenure: PBXTenure
    /// The start of the tenure; `nil` if there is no other tenure.
    private let began: ContinuousClock.Instant?
    /// Open once all flows left by an earlier owner are registered here.
    let takenUp = Latch()
    /// The requests and rejections to run.
    let arrivals: AsyncStream<Arrival>
    private let queue: AsyncStream<Arrival>.Continuation
    private let finished = Latch()

    init(_ tenure: PBXTenure) {
        self.tenure = tenure
        began = tenure.isUnlimited ? nil : .now
        (arrivals, queue) = AsyncStream.makeStream()
    }

    /// Queues a request or rejection to run.
    ///
    /// - Returns: whether it will run; if not, the tenure is over.
    @discardableResult
    func begin(_ arrival: Arrival) -> Bool {
        if case .terminated = queue.yield(arrival) { false } else { true }
    }

    /// Whether a snapshot describes the calls of this tenure: one requested earlier belongs to another tenure.
    func covers(_ snapshot: PBXSnapshot) -> Bool {
        guard let began, let takenAt = snapshot.steadyTakenAt else { return true }
        return takenAt >= began
    }

    /// Whether nothing more can arrive.
    var isFinished: Bool { finished.isOpen }

    /// Ends the arrivals.
    func finish() {
        finished.open()
        queue.finish()
    }
}
