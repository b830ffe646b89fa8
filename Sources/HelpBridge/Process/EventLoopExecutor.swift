import NIOCore
import NIOPosix

/// Runs tasks on the thread of the event loop that also serves the connections.
///
/// A call for help takes some fifty steps, nearly all of them shorter than it takes to wake up another thread; on a pool of
/// threads most of what a call costs is the way from one to the next. Nothing that takes long runs here: see *Tasks and
/// threads* in ARCHITECTURE.md.
final class EventLoopExecutor: TaskExecutor {
    static let shared = EventLoopExecutor()

    private let loop: any EventLoop

    private init() {
        // Asked once, before anybody uses a loop.
        NIOSingletons.groupLoopCountSuggestion = 1
        loop = MultiThreadedEventLoopGroup.singleton.any()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
