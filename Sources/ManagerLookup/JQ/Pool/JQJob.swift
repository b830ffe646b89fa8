/// A request to run programs on one input.
final class JQJob: @unchecked Sendable {  // handed over once, through a lock; then used by one thread
    typealias Answer = CheckedContinuation<[JQOutcome], Never>

    /// `nil` for the dispatcher's own jobs.
    let number: UInt64?
    let runs: [JQRun]
    let input: [UInt8]
    let deadline: ContinuousClock.Instant
    let came = ContinuousClock.now
    /// The number of workers that died or stopped responding during the job without being its fault.
    var failures = 0
    private var answer: Answer?

    init(
        number: UInt64, runs: [JQRun], input: [UInt8], deadline: ContinuousClock.Instant, answer: Answer
    ) {
        self.number = number
        self.runs = runs
        self.input = input
        self.deadline = deadline
        self.answer = answer
    }

    /// Creates a job that only compiles programs, without a waiting caller.
    init(compiling programs: [JQProgram]) {
        number = nil
        runs = programs.map { JQRun(program: $0, limit: 0) }
        input = Array("null".utf8)
        deadline = .now
        answer = nil
    }

    var isOver: Bool { answer == nil }

    /// Returns the outcomes to the caller; only the first call has an effect.
    func end(_ outcomes: [JQOutcome]) {
        answer?.resume(returning: outcomes)
        answer = nil
    }
}

/// A single run of a program.
struct JQRun: Sendable {
    let program: JQProgram
    /// The maximum number of outputs; 0 only compiles the program.
    let limit: Int
}
