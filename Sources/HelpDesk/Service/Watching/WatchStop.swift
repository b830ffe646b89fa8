import ConcurrencyPrimitives

/// Ends a watch from outside, also while nothing happens, because the watcher is gone.
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

    /// - Parameter act: called when the watch is stopped, in place of an earlier one; at once if it is stopped already.
    func onStop(_ act: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            if !state.isStopped { state.act = act }
            return state.isStopped
        }
        if isStopped { act() }
    }
}
