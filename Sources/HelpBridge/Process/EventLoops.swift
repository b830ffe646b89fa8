import NIOCore
import NIOPosix
import WebServer

/// The threads on which the bridge serves.
enum EventLoops {
    /// What runs the calls, the PBXs and everything else that is not a connection's.
    ///
    /// It has a loop of its own: a loop goes on with its tasks as long as there are any, and looks at no connection meanwhile.
    ///
    /// Before its first use nothing may use an event loop.
    static let executor: EventLoopExecutor = {
        // Half of the processors for the connections: the others have the calls, the database, libcurl, jq and speech.
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount / 2)
        return EventLoopExecutor(MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    }()
}
