/// Holds the take that may be kept, the last one only.
final class TakeFiles: Sendable {
    private let last = Locked<(take: TakeID, file: [UInt8])?>(nil)

    func put(_ file: [UInt8], of take: TakeID) {
        last.withLock { $0 = (take, file) }
    }

    func file(of take: TakeID) -> [UInt8]? {
        last.withLock { $0?.take == take ? $0?.file : nil }
    }
}
