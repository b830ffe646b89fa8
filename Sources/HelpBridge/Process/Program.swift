import Glibc

/// Where the process begins.
@main
enum Program {
    /// On the main thread, before the first task on another one: from then on the runtime opens descriptors of its own,
    /// which would get the numbers of closed streams.
    @MainActor
    static func main() async {
        // A pipe that nobody reads is an error like others, which the command may have to put right.
        signal(SIGPIPE, SIG_IGN)
        StandardStreams.openMissing()
        await HelpBridgeCommand.main()
    }
}
