import NIOCore
import NIOPosix
import WebServer

/// The threads on which the bridge serves.
enum EventLoops {
    /// That of the calls, the PBXs and everything else that is not a connection's: those are spread over the loops.
    ///
    /// Before its first use nothing may use an event loop.
    static let calls: any EventLoop = {
        // Half of the processors: the others have the database, libcurl, jq and speech.
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount / 2)
        return MultiThreadedEventLoopGroup.singleton.any()
    }()

    /// What runs the tasks of that loop.
    static let executor = EventLoopExecutor(calls)
}
