public import NIOCore

/// Runs tasks on the thread of an event loop.
///
/// A call for help takes about fifty steps, most of them shorter than waking another thread: on a thread pool,
/// switching threads is a large part of a call's cost. Meant for tasks that wait a lot and compute little.
public final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    public init(_ loop: any EventLoop) {
        self.loop = loop
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
