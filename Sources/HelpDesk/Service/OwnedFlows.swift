import ConcurrencyPrimitives
import Foundation

/// The flows of a PBX that run here for the length of one tenure.
final class OwnedFlows: Sendable {
    enum Arrival: Sendable {
        /// A request that is on disk.
        case request(HelpRequestSession)
        /// Somebody dialled a code and has to be told why they are not connected.
        case rejection(ChannelID, saying: PromptKind, Route?)
    }

    let tenure: PBXTenure
    /// What the PBX has told before this is of another tenure.
    let began: Date
    /// Open once all flows that were left are here.
    let takenUp = Latch()
    /// What is to be run.
    let arrivals: AsyncStream<Arrival>
    private let queue: AsyncStream<Arrival>.Continuation
    private let finished = Latch()

    init(_ tenure: PBXTenure) {
        self.tenure = tenure
        began = tenure.isUnlimited ? .distantPast : Date()
        (arrivals, queue) = AsyncStream.makeStream()
    }

    /// Has something run.
    ///
    /// - Returns: whether it will be; otherwise the tenure is over.
    @discardableResult
    func begin(_ arrival: Arrival) -> Bool {
        if case .terminated = queue.yield(arrival) { false } else { true }
    }

    /// Whether nothing more can arrive.
    var isFinished: Bool { finished.isOpen }

    /// Nothing more will arrive.
    func finish() {
        finished.open()
        queue.finish()
    }
}
