import ConcurrencyPrimitives

/// Ends a watch from outside, also while nothing happens: whoever it told is gone.
public final class WatchStop: Sendable {
    private let state = Locked<(isStopped: Bool, act: (@Sendable () -> Void)?)>((false, nil))

    public init() {}

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// May be called at any time, and more than once.
    public func stop() {
        let act = state.withLock { state in
            state.isStopped = true
            defer { state.act = nil }
            return state.act
        }
        act?()
    }

    /// - Parameter act: takes the place of what was to be done before; done at once where it is over already.
    func onStop(_ act: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            if !state.isStopped { state.act = act }
            return state.isStopped
        }
        if isStopped { act() }
    }
}
