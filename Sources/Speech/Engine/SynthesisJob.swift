/// One piece of work for the `SynthesisThread`.
final class SynthesisJob: @unchecked Sendable {  // every variable is used only under the lock of its thread
    typealias Body = @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> Void

    let body: Body
    let onFailure: @Sendable (any Error) -> Void

    var priority: SynthesisPriority
    var isCancelled = false
    /// A job gives way once only, so that a stream of calls cannot keep a preview from ever being finished.
    var hasGivenWay = false

    /// - Parameters:
    ///   - body: runs on the thread, reports its own success, and asks `stop` now and then whether to go on.
    ///   - onFailure: called once, on any thread, if the body throws or the job is cancelled before it runs.
    init(
        priority: SynthesisPriority, body: @escaping Body, onFailure: @escaping @Sendable (any Error) -> Void
    ) {
        self.priority = priority
        self.body = body
        self.onFailure = onFailure
    }
}

/// Ends a job's body because a job of higher priority is waiting; the job is taken up again after that one.
struct SynthesisInterruption: Error {}
