/// What waits to be worked off, in its order, by one worker at a time.
///
/// Whoever adds to a backlog that nobody works off has to see to it that somebody does: so what has nothing to do has no
/// task, and thousands may have nothing to do.
final class Backlog<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var isWorkedOff: Bool
    }

    private let state: Locked<State>

    /// - Parameter isWorkedOff: whether somebody is going to ask for the first item without being told of it.
    init(isWorkedOff: Bool = false) {
        state = Locked(State(isWorkedOff: isWorkedOff))
    }

    /// - Returns: whether nobody is at it.
    func add(_ item: Item) -> Bool {
        state.withLock { state in
            state.items.append(item)
            defer { state.isWorkedOff = true }
            return !state.isWorkedOff
        }
    }

    /// The next item; `nil` when there is none: then whoever asked is not at it any more.
    func next() -> Item? {
        state.withLock { state in
            guard state.items.isEmpty else { return state.items.removeFirst() }
            state.isWorkedOff = false
            return nil
        }
    }
}
