import JSON

/// The input of programs, with the pool that runs them and the deadline.
struct JQScope: Sendable {
    let jq: JQPool
    /// The value of `.`.
    let input: EncodedJSON
    let deadline: ContinuousClock.Instant?
    /// The members of the input that do not come from a CRM.
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

    /// Runs several programs in one request: a worker's round trip takes longer than most programs.
    func run(_ runs: [JQRun]) async -> JQResults {
        var plain: [UInt64: JQOutcome] = [:]
        for run in runs where run.limit > 0 {
            if let output = run.program.plain?.output(over: own) { plain[run.program.number] = .outputs([output]) }
        }
        let others = runs.filter { plain[$0.program.number] == nil }
        return JQResults(others, await jq.run(others, over: input, until: deadline), and: plain, limits: jq.limits)
    }

    /// Returns the first output of each program.
    func firsts(of programs: [JQProgram]) async -> JQResults {
        await run(programs.map { JQRun(program: $0, limit: 1) })
    }
}
