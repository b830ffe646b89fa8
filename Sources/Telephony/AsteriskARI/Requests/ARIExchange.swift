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

    /// Whether its condition holds.
    var mayGoOut: Bool { request.condition?() ?? true }

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

    func succeed(_ response: ARIResponse) { end().caller?.resume(returning: response) }

    func fail(_ error: any Error) { end().caller?.resume(throwing: error) }

    /// It does not go out: its condition does not hold any more.
    func withhold() {
        // What has gone out once may have come to somebody.
        fail(state.withLock { $0.isRepeated } ? ARIRequestFailure.broken : .withheld)
    }

    func timeOut() {
        giveUp { channel in channel == nil ? ARIRequestFailure.connectTimeout : .responseTimeout }
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
        giveUp { _ in CancellationError() }
    }

    /// The connection cannot be used for another call: the answer to this one may still come.
    private func giveUp(_ reason: ((any Channel)?) -> any Error) {
        let (caller, channel) = end()
        // It is over, and the connection may carry another one.
        guard let caller else { return }
        caller.resume(throwing: reason(channel))
        channel?.close(promise: nil)
    }

    private func end() -> (caller: CheckedContinuation<ARIResponse, any Error>?, channel: (any Channel)?) {
        let (caller, channel, deadline) = state.withLock { state in
            defer { (state.caller, state.channel, state.deadline) = (nil, nil, nil) }
            return (state.caller, state.channel, state.deadline)
        }
        deadline?.cancel()
        return (caller, channel)
    }
}
