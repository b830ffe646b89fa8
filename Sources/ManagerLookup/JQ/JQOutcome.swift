/// How a run of a program ended.
enum JQOutcome: Sendable, Equatable {
    /// Each output as JSON text.
    case outputs([[UInt8]])
    /// The program does not compile; the line is counted from 1.
    case flawed(problem: String, line: Int)
    /// The program failed over its input.
    case failed(problem: String)
    /// It was not run to its end.
    case stopped(JQStop)
}

/// Why a program was not run to its end.
enum JQStop: Sendable, Equatable {
    case tookTooLong
    case tooMuchMemory
    case tooMuchOutput
    case tooMuchInput
    /// It brought the worker down otherwise.
    case crashed
    /// The worker did not answer, and so neither did the one after it.
    case silent
    /// Whoever asked has no time left, or is gone.
    case noTimeLeft
    /// Too many programs wait to be run.
    case tooMany
    /// No worker can be started.
    case unavailable(String)
}
