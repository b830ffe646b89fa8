/// The outcome of running a program.
enum JQOutcome: Sendable, Equatable {
    /// Each output as JSON text.
    case outputs([[UInt8]])
    /// The program does not compile; the line is counted from 1.
    case flawed(problem: String, line: Int)
    /// The program failed on its input.
    case failed(problem: String)
    /// The program did not run to its end.
    case stopped(JQStop)
}

/// The reason why a program did not run to its end.
enum JQStop: Sendable, Equatable {
    case tookTooLong
    case tooMuchMemory
    case tooMuchOutput
    case tooMuchInput
    /// The program crashed the worker.
    case crashed
    /// The worker did not answer, nor did its successor.
    case silent
    /// The deadline has passed, or the caller was cancelled.
    case noTimeLeft
    /// Too many programs are waiting.
    case tooMany
    /// No worker can be started.
    case unavailable(String)
}
