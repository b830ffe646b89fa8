import ConcurrencyPrimitives
import NIOCore

/// A REST call under way, and its caller, who gets the answer, or the reason why there is none, once.
final class ARIExchange: Sendable {
    private struct State {
        var caller: CheckedContinuation<ARIResponse, any Error>?
        var deadline: Scheduled<Void>?
        /// The connection that carries the call.
        var channel: (any Channel)?
        var isCancelled = false
        var isRepeated = false
    }

    let request: ARIRequest
    private let state = Locked(State())

    init(_ request: ARIRequest) {
        self.request = request
    }

    /// Whether the caller no longer waits.
    var isOver: Bool { state.withLock { $0.caller == nil } }

    /// Whether its condition holds.
    var mayGoOut: Bool { request.condition?() ?? true }

    /// - Parameter deadline: cancelled once the caller no longer waits.
    /// - Returns: whether the call is still wanted.
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

    /// Records the connection over which the call is sent.
    func sent(over channel: any Channel) { state.withLock { $0.channel = channel } }

    /// Records that the connection broke, and that the call is sent once more.
    func repeats() {
        state.withLock { state in
            state.channel = nil
            state.isRepeated = true
        }
    }

    func succeed(_ response: ARIResponse) { end().caller?.resume(returning: response) }

    func fail(_ error: any Error) { end().caller?.resume(throwing: error) }

    /// Ends the call without sending it, since its condition no longer holds.
    func withhold() {
        // A call that was sent once may have reached Asterisk.
        fail(state.withLock { $0.isRepeated } ? ARIRequestFailure.broken : .withheld)
    }

    func timeOut() {
        giveUp { channel in channel == nil ? ARIRequestFailure.connectTimeout : .responseTimeout }
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
        giveUp { _ in CancellationError() }
    }

    /// Abandons the call, and its connection, which cannot be used again: the answer to this call may still come.
    private func giveUp(_ reason: ((any Channel)?) -> any Error) {
        let (caller, channel) = end()
        // It is over, and the connection may carry another call.
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
