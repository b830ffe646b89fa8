import JSON

/// The results of programs that were run together.
struct JQResults: Sendable {
    private let outcomes: [UInt64: JQOutcome]
    /// The program that was stopped, which kept the later ones from running, and the reason.
    private let stopped: (program: JQProgram, reason: JQStop)?
    private let limits: JQLimits

    /// - Parameters:
    ///   - outcomes: an outcome for each run; fewer if a run was stopped, which is then the last.
    ///   - others: the outcomes of programs that needed no worker, by the programs' numbers.
    init(_ runs: [JQRun], _ outcomes: [JQOutcome], and others: [UInt64: JQOutcome] = [:], limits: JQLimits) {
        self.limits = limits
        var stopped: (program: JQProgram, reason: JQStop)?
        for (run, outcome) in zip(runs, outcomes) {
            if case .stopped(let reason) = outcome { stopped = stopped ?? (run.program, reason) }
        }
        self.stopped = stopped
        self.outcomes = others.merging(zip(runs.map(\.program.number), outcomes)) { first, _ in first }
    }

    /// - Throws: the errors of ``JQProgram/outputs(over:atMost:)``; for a program that did not run because another was
    ///   stopped, the other's error.
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

    /// Returns the first output as JSON text; `nil` if there is none.
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
