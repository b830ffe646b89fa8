/// What programs are run over, and who runs them until when.
struct JQScope: Sendable {
    let jq: JQPool
    /// The value that is `.` to a program.
    let input: EncodedJSON
    let deadline: ContinuousClock.Instant?

    init(_ input: EncodedJSON, by jq: JQPool, until deadline: ContinuousClock.Instant? = nil) {
        self.input = input
        self.jq = jq
        self.deadline = deadline
    }

    /// Runs several programs at once: their way to a worker and back is longer than most of them take.
    func run(_ runs: [JQRun]) async -> JQResults {
        JQResults(runs, await jq.run(runs, over: input, until: deadline), limits: jq.limits)
    }

    /// The first output of each program.
    func firsts(of programs: [JQProgram]) async -> JQResults {
        await run(programs.map { JQRun(program: $0, limit: 1) })
    }
}
