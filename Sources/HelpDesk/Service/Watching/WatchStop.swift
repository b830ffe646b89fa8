import ConcurrencyPrimitives

/// A handle for ending a watch from outside because the watcher is gone, even while nothing happens.
public final class WatchStop: Sendable {
    private let state = Locked<(isStopped: Bool, act: (@Sendable () -> Void)?)>((false, nil))

    public init() {}

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Ends the watch; may be called at any time, and more than once.
    public func stop() {
        let act = state.withLock { state in
            state.isStopped = true
            defer { state.act = nil }
            return state.act
        }
        act?()
    }

    /// - Parameter act: called when the watch is stopped, instead of an earlier closure; called at once if the watch is
    ///   already stopped.
    func onStop(_ act: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            if !state.isStopped { state.act = act }
            return state.isStopped
        }
        if isStopped { act() }
    }
}
