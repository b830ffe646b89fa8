/// A unit of work for the `SynthesisThread`.
final class SynthesisJob: @unchecked Sendable {  // every variable is used only under the lock of its thread
    typealias Body = @Sendable (_ engine: any SpeechEngine, _ stop: () -> (any Error)?) throws -> Void

    let body: Body
    let onFailure: @Sendable (any Error) -> Void

    var priority: SynthesisPriority
    var isCancelled = false
    /// Whether the job was interrupted: this happens only once, so that a stream of calls cannot starve a preview.
    var hasGivenWay = false

    /// - Parameters:
    ///   - body: runs on the thread, reports its own success, and calls `stop` regularly to check whether it must stop.
    ///   - onFailure: called once, on any thread, if the body throws or the job is cancelled before it runs.
    init(
        priority: SynthesisPriority, body: @escaping Body, onFailure: @escaping @Sendable (any Error) -> Void
    ) {
        self.priority = priority
        self.body = body
        self.onFailure = onFailure
    }
}

/// Ends a job's body because a job of higher priority is waiting; the job is run again after it.
struct SynthesisInterruption: Error {}
