/// Programs that somebody wants run over one input.
final class JQJob: @unchecked Sendable {  // handed over once, through a lock; then used by one thread
    typealias Answer = CheckedContinuation<[JQOutcome], Never>

    /// `nil` for what the pool's thread wants for itself.
    let number: UInt64?
    let runs: [JQRun]
    let input: [UInt8]
    let deadline: ContinuousClock.Instant
    let came = ContinuousClock.now
    /// How often a worker has died or fallen silent over it through no fault of its own.
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

    /// Has a worker compile programs, with nobody waiting for it.
    init(compiling programs: [JQProgram]) {
        number = nil
        runs = programs.map { JQRun(program: $0, limit: 0) }
        input = Array("null".utf8)
        deadline = .now
        answer = nil
    }

    var isOver: Bool { answer == nil }

    /// Answers whoever asked; whatever comes after the first answer is for nobody.
    func end(_ outcomes: [JQOutcome]) {
        answer?.resume(returning: outcomes)
        answer = nil
    }
}

/// One run of a program.
struct JQRun: Sendable {
    let program: JQProgram
    /// How many outputs are taken; 0 only compiles the program.
    let limit: Int
}
