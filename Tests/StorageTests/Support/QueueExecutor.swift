import Foundation

/// Runs tasks one after the other in a queue of its own, as the bridge runs those of calls on the thread of an event
/// loop.
final class QueueExecutor: TaskExecutor {
    private let queue = OperationQueue()

    init() {
        queue.maxConcurrentOperationCount = 1
    }

    /// Whether it runs whoever asks.
    var isCurrent: Bool { OperationQueue.current === queue }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
