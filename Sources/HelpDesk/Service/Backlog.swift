import Foundation

/// What waits to be worked off, in its order, by one worker at a time.
///
/// Whoever adds to a backlog that nobody works off has to see to it that somebody does: so what has nothing to do has no
/// task, and thousands may have nothing to do.
final class Backlog<Item: Sendable>: Sendable {
    private let lock = NSLock()
    // Both guarded by `lock`.
    nonisolated(unsafe) private var items: [Item] = []
    nonisolated(unsafe) private var isWorkedOff: Bool

    /// - Parameter isWorkedOff: whether somebody is going to ask for the first item without being told of it.
    init(isWorkedOff: Bool = false) {
        self.isWorkedOff = isWorkedOff
    }

    /// - Returns: whether nobody is at it.
    func add(_ item: Item) -> Bool {
        lock.withLock {
            items.append(item)
            defer { isWorkedOff = true }
            return !isWorkedOff
        }
    }

    /// The next item; `nil` when there is none: then whoever asked is not at it any more.
    func next() -> Item? {
        lock.withLock {
            guard items.isEmpty else { return items.removeFirst() }
            isWorkedOff = false
            return nil
        }
    }
}
