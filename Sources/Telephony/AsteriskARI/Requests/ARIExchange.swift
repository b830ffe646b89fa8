import ConcurrencyPrimitives
import NIOCore

/// A REST call under way, and whoever waits for its answer: they get it, or the reason why there is none, once.
final class ARIExchange: Sendable {
    private struct State {
        var caller: CheckedContinuation<ARIResponse, any Error>?
        var deadline: Scheduled<Void>?
        /// The connection that carries it.
        var channel: (any Channel)?
        var isCancelled = false
        var isRepeated = false
    }

    let request: ARIRequest
    private let state = Locked(State())

    init(_ request: ARIRequest) {
        self.request = request
    }

    /// Whether nobody waits any more.
    var isOver: Bool { state.withLock { $0.caller == nil } }

    /// Whether it has gone out before.
    var isRepeated: Bool { state.withLock { $0.isRepeated } }

    /// - Parameter deadline: cancelled once nobody waits.
    /// - Returns: whether it is still wanted.
    func begin(_ caller: CheckedContinuation<ARIResponse, any Error>, until deadline: Scheduled<Void>) -> Bool {
        let isWanted = state.withLock { state in
            guard !state.isCancelled else { return false }
            state.caller = caller
            state.deadline = deadline
            return true
        }
        if !isWanted {
            deadline.cancel()
            caller.resume(throwing: CancellationError())
        }
        return isWanted
    }

    /// It goes out over a connection.
    func sent(over channel: any Channel) { state.withLock { $0.channel = channel } }

    /// Its connection has broken, and it goes out once more.
    func repeats() {
        state.withLock { state in
            state.channel = nil
            state.isRepeated = true
        }
    }

    func succeed(_ response: ARIResponse) { end { $0.resume(returning: response) } }

    func fail(_ error: any Error) { end { $0.resume(throwing: error) } }

    /// The connection cannot be used for another one: the answer may still come.
    func timeOut() {
        let channel = state.withLock { $0.channel }
        fail(channel == nil ? ARIRequestFailure.connectTimeout : .responseTimeout)
        channel?.close(promise: nil)
    }

    func cancel() {
        let channel = state.withLock { state in
            state.isCancelled = true
            return state.channel
        }
        fail(CancellationError())
        channel?.close(promise: nil)
    }

    private func end(_ answer: (CheckedContinuation<ARIResponse, any Error>) -> Void) {
        let (caller, deadline) = state.withLock { state in
            defer { (state.caller, state.deadline) = (nil, nil) }
            return (state.caller, state.deadline)
        }
        deadline?.cancel()
        if let caller { answer(caller) }
    }
}
