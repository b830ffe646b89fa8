public import NIOCore

/// Runs tasks on the thread of an event loop.
///
/// A call for help takes some fifty steps, most of them shorter than it takes to wake another thread up: on a pool of threads
/// a good part of what a call costs is the way from one thread to the next. For tasks that wait much and compute little.
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
