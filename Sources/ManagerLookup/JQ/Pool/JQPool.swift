import ConcurrencyPrimitives
import Foundation
import HelpDesk
import JSON
public import Logging

/// Runs jq programs in processes of their own, each within its budget of time, memory and size.
///
/// libjq cannot be interrupted: a program that loops would hold its thread for ever, and one that recurses without end
/// would end the process that it runs in. The workers are the program's own `jq-worker`; the first is started when there is
/// something to run, another one when programs have to wait, and they are replaced when they die or say nothing any more.
/// One thread speaks with all of them, and nobody's task is ever blocked.
public final class JQPool: Sendable {
    private static let maximumInput = 64 << 20
    /// For those who have no deadline of their own.
    private static let maximumWait = Duration.seconds(10)

    /// What one run of a program may cost.
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

    /// Starts nothing yet.
    ///
    /// - Parameters:
    ///   - command: a program, by its path, and its arguments: it runs ``JQWorker``.
    ///   - limits: what one run of a program may cost.
    ///   - size: how many workers there are at most.
    ///   - timeout: how long a worker may say nothing while it has something to do: far longer than a program may
    ///     take, as the machine may be busy.
    ///   - maximumWaiting: how many runs may be under way or waiting; thousands of lookups may be under way.
    ///   - logger: hears of workers that are gone.
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

    /// Ends the workers; what is under way is answered with a refusal.
    public func shutDown() {
        state.withLock { state in
            state.isShutDown = true
            state.submissions?.shutDown()
            state.submissions = nil
        }
    }

    /// The process ids of the workers.
    var workers: [Int32] { running.withLock { $0 } }

    /// Runs programs over one input, one after the other.
    ///
    /// - Parameter deadline: when nobody waits for the outputs any more.
    /// - Returns: an outcome for each run; where one was not run to its end it is the last one.
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
                    // Perhaps before it was there.
                    submissions.cancel(number)
                }
            }
        } onCancel: {
            submissions.cancel(number)
        }
    }

    /// Compiles programs in a worker that is free, so that no operator waits for it.
    ///
    /// - Returns: an outcome for each program.
    func prepare(_ programs: [JQProgram]) async -> [JQOutcome] {
        await run(
            programs.map { JQRun(program: $0, limit: 0) }, over: EncodedJSON(.null), until: .now + .seconds(60))
    }

    /// The way to the thread, which is started when it is first needed.
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
