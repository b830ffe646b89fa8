import JSON

/// What programs are run over, and who runs them until when.
struct JQScope: Sendable {
    let jq: JQPool
    /// The value that is `.` to a program.
    let input: EncodedJSON
    let deadline: ContinuousClock.Instant?
    /// Those members of the input that we have made ourselves.
    let own: [String: JSONTree]

    init(
        _ input: EncodedJSON, by jq: JQPool, until deadline: ContinuousClock.Instant? = nil,
        own: [String: JSONTree] = [:]
    ) {
        self.input = input
        self.jq = jq
        self.deadline = deadline
        self.own = own
    }

    /// Runs several programs at once: their way to a worker and back is longer than most of them take.
    func run(_ runs: [JQRun]) async -> JQResults {
        var plain: [UInt64: JQOutcome] = [:]
        for run in runs where run.limit > 0 {
            if let output = run.program.plain?.output(over: own) { plain[run.program.number] = .outputs([output]) }
        }
        let others = runs.filter { plain[$0.program.number] == nil }
        return JQResults(others, await jq.run(others, over: input, until: deadline), and: plain, limits: jq.limits)
    }

    /// The first output of each program.
    func firsts(of programs: [JQProgram]) async -> JQResults {
        await run(programs.map { JQRun(program: $0, limit: 1) })
    }
}
