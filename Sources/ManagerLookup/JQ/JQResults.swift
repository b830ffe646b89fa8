import JSON

/// What came out of programs that were run together.
struct JQResults: Sendable {
    private let outcomes: [UInt64: JQOutcome]
    /// What kept the later ones from being run, and which one it was at.
    private let stopped: (program: JQProgram, reason: JQStop)?
    private let limits: JQLimits

    /// - Parameters:
    ///   - outcomes: one for each run; fewer when one was not run to its end, which then is the last.
    ///   - others: those of programs that needed no worker, by their numbers.
    init(_ runs: [JQRun], _ outcomes: [JQOutcome], and others: [UInt64: JQOutcome] = [:], limits: JQLimits) {
        self.limits = limits
        var stopped: (program: JQProgram, reason: JQStop)?
        for (run, outcome) in zip(runs, outcomes) {
            if case .stopped(let reason) = outcome { stopped = stopped ?? (run.program, reason) }
        }
        self.stopped = stopped
        self.outcomes = others.merging(zip(runs.map(\.program.number), outcomes)) { first, _ in first }
    }

    /// - Throws: see ``JQProgram/outputs(over:atMost:)``; of programs that another one of them has kept from being run,
    ///   that one's error.
    func outputs(of program: JQProgram) throws -> [JSONTree] {
        try texts(of: program).map { text in
            do throws(ParseError) {
                return try JSONReader.value(of: text)
            } catch {
                throw program.failure("its output cannot be taken: \(error.problem)")
            }
        }
    }

    func first(of program: JQProgram) throws -> JSONTree? {
        try outputs(of: program).first
    }

    /// The first output as JSON text; `nil` when there is none.
    func text(of program: JQProgram) throws -> [UInt8]? {
        try texts(of: program).first
    }

    private func texts(of program: JQProgram) throws -> [[UInt8]] {
        switch outcomes[program.number] {
        case .outputs(let texts): return texts
        case .flawed(let problem, let line): throw program.failure(problem, line: line)
        case .failed(let problem): throw program.failure(problem)
        case .stopped(let reason): throw reason.error(at: program, limits)
        case nil: throw stopped.map { $0.reason.error(at: $0.program, limits) } ?? LookupFailure.error("jq: not run")
        }
    }
}
