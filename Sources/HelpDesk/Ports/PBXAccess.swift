import ConcurrencyPrimitives

/// The permission of a driver to follow its PBX and send it orders, granted while this bridge owns the PBX.
public final class PBXAccess: Sendable {
    private enum State {
        case always
        case closed
        case open(PBXTenure)
    }

    private let state: Locked<State>
    private let changes: AsyncStream<Bool>
    private let change: AsyncStream<Bool>.Continuation

    /// - Parameter isShared: whether other bridges may own the PBX, so that access is closed until it is opened.
    public init(isShared: Bool = false) {
        state = Locked(isShared ? .closed : .always)
        (changes, change) = AsyncStream.makeStream()
        if !isShared { change.yield(true) }
    }

    /// Whether other bridges may own the PBX at other times.
    public var isShared: Bool {
        state.withLock { if case .always = $0 { false } else { true } }
    }

    /// Whether an order may be sent now; must be checked right before each order.
    public var isOpen: Bool {
        state.withLock { state in
            switch state {
            case .always: true
            case .closed: false
            case .open(let tenure): tenure.isHeld
            }
        }
    }

    /// Opens access: the flows of the PBX's calls run here, so its events may arrive.
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

    /// Runs a driver's connection while access is open, and cancels it when access is closed, until the task is
    /// cancelled.
    ///
    /// Called once.
    ///
    /// - Parameter closed: called when a connection ended because access was closed.
    public func whileOpen(_ connection: @escaping @Sendable () async -> Void, closed: () -> Void) async {
        var states = changes.makeAsyncIterator()
        while let isOpen = await states.next() {
            guard isOpen else { continue }
            await withDiscardingTaskGroup { group in
                group.addTask { await connection() }
                // Access was closed, or the task was cancelled.
                _ = await states.next()
                group.cancelAll()
            }
            if !Task.isCancelled { closed() }
        }
    }
}
