import NIOCore
import NIOPosix
import WebServer

/// The event loops of the bridge.
enum EventLoops {
    /// The event loop for the calls, the PBXs and everything else except connections, which are spread over all loops.
    ///
    /// No event loop may be used before this one.
    static let calls: any EventLoop = {
        // Half of the processors: the others are for the database, libcurl, jq and speech.
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount / 2)
        return MultiThreadedEventLoopGroup.singleton.any()
    }()

    /// The executor for the tasks of that loop.
    static let executor = EventLoopExecutor(calls)
}
