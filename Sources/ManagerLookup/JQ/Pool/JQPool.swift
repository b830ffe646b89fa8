import ConcurrencyPrimitives
import Foundation
import HelpDesk
import JSON
public import Logging

/// Runs jq programs in separate processes, within limits of time, memory and size.
///
/// libjq cannot be interrupted: a program that loops would block its thread forever, and endless recursion would crash
/// its process. The workers run this executable's `jq-worker` command. The first worker starts with the first job,
/// another one if programs have to wait; a worker that dies or stops responding is replaced. A single thread
/// communicates with all of them, so that no task is blocked.
public final class JQPool: Sendable {
    private static let maximumInput = 64 << 20
    /// The time limit for callers without a deadline.
    private static let maximumWait = Duration.seconds(10)

    /// The limits of a single run of a program.
    public let limits: JQLimits

    private struct State {
        var submissions: JQSubmissions?
        var isShutDown = false
    }

    private let command: [String]
    private let size: Int
    private let timeout: Duration
    private let maximumWaiting: Int
    private let logger: Logger
    private let state = Locked(State())
    private let running = Locked<[Int32]>([])

    /// Creates a pool without starting a worker.
    ///
    /// - Parameters:
    ///   - command: the path of a program that runs ``JQWorker``, and its arguments.
    ///   - limits: the limits of a single run of a program.
    ///   - size: the maximum number of workers.
    ///   - timeout: the time after which a busy worker that does not respond is lost; far longer than a program may
    ///     take, as the machine may be busy.
    ///   - maximumWaiting: the maximum number of jobs, running or waiting; thousands of lookups may be running.
    ///   - logger: logs workers that exit.
    public init(
        worker command: [String], limits: JQLimits = JQLimits(), size: Int = 2, timeout: Duration = .seconds(5),
        maximumWaiting: Int = 10_000, logger: Logger
    ) {
        self.command = command
        self.limits = limits
        self.size = size
        self.timeout = timeout
        self.maximumWaiting = maximumWaiting
        self.logger = logger
    }

    deinit {
        shutDown()
    }

    /// Ends the workers; unfinished jobs are stopped.
    public func shutDown() {
        state.withLock { state in
            state.isShutDown = true
            state.submissions?.shutDown()
            state.submissions = nil
        }
    }

    /// The process ids of the workers.
    var workers: [Int32] { running.withLock { $0 } }

    /// Runs programs on one input, one after the other.
    ///
    /// - Parameter deadline: the end of the wait for the outputs.
    /// - Returns: an outcome for each run; if a run was stopped, its outcome is the last.
    func run(
        _ runs: [JQRun], over input: EncodedJSON, until deadline: ContinuousClock.Instant? = nil
    ) async -> [JQOutcome] {
        guard !runs.isEmpty else { return [] }
        guard input.bytes.count <= limits.inputMebibytes << 20 else { return [.stopped(.tooMuchInput)] }
        let submissions: JQSubmissions
        do {
            submissions = try self.submissions()
        } catch {
            return [.stopped(.unavailable("\(error)"))]
        }
        let number = submissions.nextNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = JQJob(
                    number: number, runs: runs, input: input.bytes, deadline: deadline ?? .now + Self.maximumWait,
                    answer: continuation)
                if Task.isCancelled {
                    job.end([.stopped(.noTimeLeft)])
                } else if !submissions.put(job) {
                    job.end([.stopped(.tooMany)])
                } else if Task.isCancelled {
                    // The handler may have run before the job was submitted.
                    submissions.cancel(number)
                }
            }
        } onCancel: {
            submissions.cancel(number)
        }
    }

    /// Compiles programs in a free worker in advance, so that no operator waits for it.
    ///
    /// - Returns: an outcome for each program.
    func prepare(_ programs: [JQProgram]) async -> [JQOutcome] {
        await run(
            programs.map { JQRun(program: $0, limit: 0) }, over: EncodedJSON(.null), until: .now + .seconds(60))
    }

    /// Returns the queue to the thread, which is started at first use.
    private func submissions() throws -> JQSubmissions {
        try state.withLock { state in
            if let submissions = state.submissions { return submissions }
            guard !state.isShutDown else { throw JQSubmissions.Failure(description: "the jq workers have been ended") }
            let submissions = try JQSubmissions(maximumJobs: maximumWaiting, maximumInput: Self.maximumInput)
            state.submissions = submissions
            Thread { [command, limits, size, timeout, logger, running] in
                // On Linux, Foundation gives only the current thread a name that `ps -L` shows.
                Thread.current.name = "jq"
                JQDispatcher(
                    command: command, limits: limits, size: size, timeout: timeout, submissions: submissions,
                    report: { workers in running.withLock { $0 = workers } }, logger: logger
                ).run()
            }.start()
            return submissions
        }
    }
}
