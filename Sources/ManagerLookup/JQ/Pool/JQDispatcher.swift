import ConcurrencyPrimitives
import Foundation
import Logging
import WorkerProcesses

/// The pool's thread, which assigns jobs to free workers and replaces workers that die or stop responding.
///
/// Everything in it belongs to that thread; only ``submissions`` is shared.
final class JQDispatcher {
    /// The longest pause between checks of a worker that does not respond.
    private static let maximumPause = Duration.milliseconds(100)
    /// The time that programs wait for the existing workers before another one is started.
    ///
    /// A start takes as much CPU time as a few hundred programs.
    private static let maximumWait = Duration.milliseconds(20)
    private static let pauseOfStarts = Duration.seconds(1)

    private let command: [String]
    private let limits: JQLimits
    private let timeout: Duration
    private let submissions: JQSubmissions
    private let report: @Sendable ([Int32]) -> Void
    private let logger: Logger
    /// `nil` for a slot whose worker has not started or could not be started.
    private var links: [JQLink?]
    private var queue = JQQueue()
    /// No further worker is started before this.
    private var mayStartAnother = ContinuousClock.now

    /// - Parameters:
    ///   - command: the worker's program and its arguments.
    ///   - size: the maximum number of workers.
    ///   - timeout: the time after which a busy worker that does not respond is lost.
    ///   - report: called with the workers' process ids whenever they change.
    init(
        command: [String], limits: JQLimits, size: Int, timeout: Duration, submissions: JQSubmissions,
        report: @escaping @Sendable ([Int32]) -> Void, logger: Logger
    ) {
        self.command = command
        self.limits = limits
        self.timeout = timeout
        self.submissions = submissions
        self.report = report
        self.logger = logger
        links = Array(repeating: nil, count: size)
    }

    /// Runs until the submissions are closed.
    func run() {
        while true {
            let content = submissions.drain()
            for job in content.jobs { queue.append(job) }
            if !content.cancelled.isEmpty {
                give(up: { $0.number.map(content.cancelled.contains) ?? false })
            }
            if content.isClosed { break }
            let now = ContinuousClock.now
            if queue.earliest <= now { give(up: { $0.deadline <= now }) }
            for place in links.indices { endIfSilent(place, now) }
            while startNext() {}
            startAnother(now)
            wait()
        }
        for place in links.indices {
            if let job = links[place]?.job { finish(job, [.stopped(.noTimeLeft)]) }
            links[place] = nil
        }
        give(up: { _ in true })
        report([])
    }

    /// Waits for submissions, for workers, and for the next deadline.
    private func wait() {
        var entries = [pollfd(fd: submissions.descriptor, events: Int16(POLLIN), revents: 0)]
        for link in links {
            let events = POLLIN | (link?.wantsToWrite == true ? POLLOUT : 0)
            entries.append(pollfd(fd: link?.descriptor ?? -1, events: Int16(events), revents: 0))
        }
        var next = queue.earliest
        for case let link? in links {
            guard let job = link.job else { continue }
            next = min(next, .now + min(timeout / 8, Self.maximumPause), job.isOver ? next : job.deadline)
        }
        if let moment = nextStart { next = min(next, moment) }
        let pause = ContinuousClock.now.duration(to: next)
        // Rounded up: waking too early would cause another short wait.
        let milliseconds = min(max(0, pause.wholeMilliseconds + 1), 60_000)
        guard poll(&entries, nfds_t(entries.count), Int32(milliseconds)) > 0 else { return }
        for place in links.indices {
            let seen = Int32(entries[place + 1].revents)
            if seen & POLLOUT != 0 { links[place]?.write() }
            if seen & ~POLLOUT != 0, let event = links[place]?.read() { handle(event, place) }
        }
    }

    /// Assigns the next job to a worker.
    ///
    /// - Returns: `false` if there is no job, or no worker for it.
    private func startNext() -> Bool {
        guard !queue.isEmpty, let place = freePlace,
            let job = queue.next(isSuspectRunning: links.contains { $0?.job.map(queue.isSuspect) ?? false })
        else { return false }
        do {
            if let link = links[place], link.isStopped { handle(link.end(isNonsense: true), place) }
            let link = try links[place] ?? start()
            if links[place] == nil { put(link, place) }
            link.begin(job)
        } catch {
            finish(job, [.stopped(.unavailable("\(error)"))])
        }
        return true
    }

    /// The slot of a free worker or, if there are no workers, the slot for the first one.
    private var freePlace: Int? {
        links.firstIndex { $0?.isFree ?? false } ?? (links.allSatisfy { $0 == nil } ? links.startIndex : nil)
    }

    /// The slot for another worker; `nil` while one is starting.
    private var vacancy: Int? {
        let isOneStarting = links.contains { $0?.hasServed == false }
        return isOneStarting ? nil : links.firstIndex { $0 == nil }
    }

    /// The time to start another worker, unless no program is waiting then.
    private var nextStart: ContinuousClock.Instant? {
        guard let oldest = queue.oldest, vacancy != nil else { return nil }
        return max(oldest + Self.maximumWait, mayStartAnother)
    }

    /// Starts another worker if programs have to wait.
    ///
    /// It first compiles their programs; until then the other workers serve them.
    private func startAnother(_ now: ContinuousClock.Instant) {
        guard let moment = nextStart, moment <= now, let place = vacancy else { return }
        mayStartAnother = now + Self.pauseOfStarts
        do {
            let link = try start()
            put(link, place)
            link.begin(JQJob(compiling: queue.programs))
        } catch {
            logger.warning("No further jq worker can be started", metadata: ["error": "\(error)"])
        }
    }

    private func start() throws -> JQLink { try JQLink(command, limits, timeout: timeout) }

    private func handle(_ event: JQLink.Event, _ place: Int) {
        switch event {
        case .nothing: return
        case .done(let job, let outcomes): finish(job, outcomes)
        case .ended(let ending, let job, let outcomes): ended(place, ending, job, outcomes)
        }
    }

    private func ended(_ place: Int, _ ending: WorkerEnding?, _ job: JQJob?, _ outcomes: [JQOutcome]) {
        let hasServed = links[place]?.hasServed ?? false
        if let job {
            if let stop = Self.stop(ending) {
                let failedProgram = job.runs[outcomes.count].program
                queue.suspect(failedProgram.number)
                logger.warning(
                    "A jq program has ended its worker; another one is started",
                    metadata: ["program": "\(failedProgram.origin.description)", "reason": "\(stop)"])
                finish(job, outcomes + [.stopped(stop)])
            } else {
                logger.warning("A jq worker is gone; another one is started")
                askAgain(job, outcomes)
            }
        } else {
            logger.warning("A jq worker is gone; another one is started")
        }
        // Replaced now, so that the next job need not wait. A worker that never worked is not replaced.
        put(hasServed ? try? start() : nil, place)
    }

    private func put(_ link: JQLink?, _ place: Int) {
        links[place] = link
        report(links.compactMap { $0?.identifier })
    }

    /// Retries a job once, if its programs apparently did not end the worker.
    private func askAgain(_ job: JQJob, _ outcomes: [JQOutcome]) {
        job.failures += 1
        if job.isOver || job.failures > 1 {
            finish(job, outcomes + [.stopped(.silent)])
        } else {
            queue.putBack(job)
        }
    }

    /// Returns the reason why the running program was stopped, judging by the worker's exit; `nil` if the program is
    /// not the cause.
    private static func stop(_ ending: WorkerEnding?) -> JQStop? {
        switch ending {
        case .killed(SIGPROF): .tookTooLong
        case .exited(JQBudget.outOfMemory): .tooMuchMemory
        case .killed(SIGABRT), .killed(SIGSEGV), .killed(SIGBUS), .killed(SIGILL), .killed(SIGTRAP), .killed(SIGFPE):
            .crashed
        case .killed, .exited, nil: nil
        }
    }

    private func endIfSilent(_ place: Int, _ now: ContinuousClock.Instant) {
        guard let link = links[place], let job = link.job else { return }
        // The caller's time is over; the worker continues until its own limit.
        if job.deadline <= now { job.end([.stopped(.noTimeLeft)]) }
        if link.isLost(at: now) { handle(link.end(isNonsense: true), place) }
    }

    /// Abandons jobs whose callers no longer wait.
    private func give(up isGivenUp: (JQJob) -> Bool) {
        for job in queue.remove(where: isGivenUp) { finish(job, [.stopped(.noTimeLeft)]) }
        for case let job? in links.map({ $0?.job }) where isGivenUp(job) { job.end([.stopped(.noTimeLeft)]) }
    }

    private func finish(_ job: JQJob, _ outcomes: [JQOutcome]) {
        if job.number != nil { submissions.forget(job) }
        job.end(outcomes)
    }
}
