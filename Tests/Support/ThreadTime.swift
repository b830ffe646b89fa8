import Glibc

/// Measures what work takes of the processor, whatever else the machine does meanwhile (clock_gettime(2)).
public enum ThreadTime {
    /// - Parameter work: stays on the thread of the caller.
    public static func measure(_ work: () throws -> Void) rethrows -> Duration {
        let start = now()
        try work()
        return now() - start
    }

    private static func now() -> Duration {
        var time = timespec()
        // Fails only where there is no such clock.
        precondition(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0, "the thread's clock cannot be read")
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
