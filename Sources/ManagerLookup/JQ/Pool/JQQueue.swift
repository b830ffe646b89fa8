/// The jobs that wait for a worker, in order.
struct JQQueue {
    private static let maximumSuspects = 1_024

    private var jobs: [JQJob] = []
    /// The programs that ended a worker.
    private var suspects: Set<UInt64> = []
    /// A lower bound of the jobs' deadlines.
    private(set) var earliest = Self.never

    private static let never = ContinuousClock.now + .seconds(1 << 30)

    var isEmpty: Bool { jobs.isEmpty }
    /// The arrival time of the oldest job.
    var oldest: ContinuousClock.Instant? { jobs.first?.came }
    /// The programs of the next jobs, without duplicates.
    var programs: [JQProgram] {
        var seen: Set<UInt64> = []
        return jobs.prefix(100).flatMap(\.runs).map(\.program).filter { seen.insert($0.number).inserted }
    }

    mutating func append(_ job: JQJob) {
        jobs.append(job)
        earliest = min(earliest, job.deadline)
    }

    /// Puts a job back at the front.
    mutating func putBack(_ job: JQJob) {
        jobs.insert(job, at: 0)
        earliest = min(earliest, job.deadline)
    }

    /// Marks a program that ended its worker.
    mutating func suspect(_ program: UInt64) {
        if suspects.count >= Self.maximumSuspects { suspects = [] }
        suspects.insert(program)
    }

    func isSuspect(_ job: JQJob) -> Bool {
        !suspects.isEmpty && job.runs.contains { suspects.contains($0.program.number) }
    }

    /// Removes and returns the next job.
    ///
    /// Programs that ended a worker are run by one worker at a time, which leaves the others to all other programs.
    mutating func next(isSuspectRunning: Bool) -> JQJob? {
        guard let index = jobs.firstIndex(where: { !isSuspectRunning || !isSuspect($0) }) else { return nil }
        return jobs.remove(at: index)
    }

    /// Removes and returns jobs.
    mutating func remove(where isGivenUp: (JQJob) -> Bool) -> [JQJob] {
        let removed = jobs.filter(isGivenUp)
        jobs.removeAll(where: isGivenUp)
        earliest = jobs.map(\.deadline).min() ?? Self.never
        return removed
    }
}
