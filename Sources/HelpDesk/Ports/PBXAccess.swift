import ConcurrencyPrimitives

/// Whether a driver may follow its PBX and give it orders: while the PBX is this bridge's.
public final class PBXAccess: Sendable {
    private enum State {
        case always
        case closed
        case open(PBXTenure)
    }

    private let state: Locked<State>
    private let changes: AsyncStream<Bool>
    private let change: AsyncStream<Bool>.Continuation

    /// - Parameter isShared: whether other bridges may have the PBX, so that it is closed until it is opened.
    public init(isShared: Bool = false) {
        state = Locked(isShared ? .closed : .always)
        (changes, change) = AsyncStream.makeStream()
        if !isShared { change.yield(true) }
    }

    /// Whether other bridges may have the PBX at other times.
    public var isShared: Bool {
        state.withLock { if case .always = $0 { false } else { true } }
    }

    /// Whether an order may go out at this moment; to be looked at right before it does.
    public var isOpen: Bool {
        state.withLock { state in
            switch state {
            case .always: true
            case .closed: false
            case .open(let tenure): tenure.isHeld
            }
        }
    }

    /// The flows of the PBX's calls run here: its events may come.
    func open(under tenure: PBXTenure) {
        state.withLock { state in
            guard case .closed = state else { return }
            state = .open(tenure)
            change.yield(true)
        }
    }

    func close() {
        state.withLock { state in
            guard case .open = state else { return }
            state = .closed
            change.yield(false)
        }
    }

    /// Runs a driver's connection while it is open, and cancels it when it is closed, until the task is cancelled. Called once.
    ///
    /// - Parameter closed: called when a connection is over because of that.
    public func whileOpen(_ connection: @escaping @Sendable () async -> Void, closed: () -> Void) async {
        var states = changes.makeAsyncIterator()
        while let isOpen = await states.next() {
            guard isOpen else { continue }
            await withDiscardingTaskGroup { group in
                group.addTask { await connection() }
                // It is closed now, or the task is cancelled.
                _ = await states.next()
                group.cancelAll()
            }
            if !Task.isCancelled { closed() }
        }
    }
}
