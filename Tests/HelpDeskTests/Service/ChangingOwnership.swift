import ConcurrencyPrimitives

@testable import HelpDesk

/// The default PBX is this bridge's when the test says so.
final class ChangingOwnership: PBXOwnership {
    private let current = Locked<PBXTenure?>(nil)
    private let stream: AsyncStream<PBXTenure>
    private let continuation: AsyncStream<PBXTenure>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// The next tenure begins; the one before must be finished.
    ///
    /// - Parameter epoch: `nil` for the one that follows.
    func begin(epoch: Int64? = nil) -> PBXTenure {
        let tenure = current.withLock { current in
            let next = PBXTenure(
                of: nil, epoch: epoch ?? (current?.epoch ?? 0) + 1, until: .now + .seconds(86_400))
            current = next
            return next
        }
        continuation.yield(tenure)
        return tenure
    }

    func tenure(of pbx: String?) -> PBXTenure? {
        guard pbx == nil, let tenure = current.withLock({ $0 }), tenure.isHeld else { return nil }
        return tenure
    }

    func tenures(of pbx: String?) -> AsyncStream<PBXTenure> {
        pbx == nil ? stream : AsyncStream { $0.finish() }
    }

    func stop() { continuation.finish() }
}
