import Glibc

/// The entry point of the process.
@main
enum Program {
    /// Runs on the main thread before the first task on another one: from then on, the runtime opens its own
    /// descriptors, which would get the numbers of closed streams.
    @MainActor
    static func main() async {
        // Writing to a pipe without a reader is then an ordinary error, which the command may have to handle.
        signal(SIGPIPE, SIG_IGN)
        StandardStreams.openMissing()
        await HelpBridgeCommand.main()
    }
}
