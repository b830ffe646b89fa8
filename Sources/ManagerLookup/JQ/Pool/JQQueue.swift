/// The jobs that wait for a worker, in their order.
struct JQQueue {
    private static let maximumSuspects = 1_024

    private var jobs: [JQJob] = []
    /// Programs that have ended a worker.
    private var suspects: Set<UInt64> = []
    /// No job's deadline is before this.
    private(set) var earliest = Self.never

    private static let never = ContinuousClock.now + .seconds(1 << 30)

    var isEmpty: Bool { jobs.isEmpty }
    /// When the one that has waited longest has come.
    var oldest: ContinuousClock.Instant? { jobs.first?.came }
    /// The programs that are to be run next, each once.
    var programs: [JQProgram] {
        var seen: Set<UInt64> = []
        return jobs.prefix(100).flatMap(\.runs).map(\.program).filter { seen.insert($0.number).inserted }
    }

    mutating func append(_ job: JQJob) {
        jobs.append(job)
        earliest = min(earliest, job.deadline)
    }

    /// Gives a job its turn again.
    mutating func putBack(_ job: JQJob) {
        jobs.insert(job, at: 0)
        earliest = min(earliest, job.deadline)
    }

    /// Remembers a program that has ended its worker.
    mutating func suspect(_ program: UInt64) {
        if suspects.count >= Self.maximumSuspects { suspects = [] }
        suspects.insert(program)
    }

    func isSuspect(_ job: JQJob) -> Bool {
        !suspects.isEmpty && job.runs.contains { suspects.contains($0.program.number) }
    }

    /// The job whose turn it is. Programs that have ended a worker are run by one worker at a time, so that they leave
    /// the others to everybody else.
    mutating func next(isSuspectRunning: Bool) -> JQJob? {
        guard let index = jobs.firstIndex(where: { !isSuspectRunning || !isSuspect($0) }) else { return nil }
        return jobs.remove(at: index)
    }

    /// Takes jobs out.
    mutating func remove(where isGivenUp: (JQJob) -> Bool) -> [JQJob] {
        let removed = jobs.filter(isGivenUp)
        jobs.removeAll(where: isGivenUp)
        earliest = jobs.map(\.deadline).min() ?? Self.never
        return removed
    }
}
