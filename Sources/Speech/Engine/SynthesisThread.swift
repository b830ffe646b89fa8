import DequeModule
import Foundation

/// The only thread that calls libespeak-ng, and its job queue.
///
/// A dedicated thread, because a synthesis blocks for milliseconds: on the cooperative pool it would delay everything
/// else, and libespeak-ng, whose state is global, must not be entered concurrently.
final class SynthesisThread: @unchecked Sendable {  // every variable is used only under `condition`
    private let condition = NSCondition()
    /// The waiting jobs, by priority, then in order of arrival.
    private var waiting: [Deque<SynthesisJob>] = Array(repeating: [], count: SynthesisPriority.allCases.count)

    /// Starts the thread. It lives as long as the process.
    ///
    /// - Parameter makeEngine: called on the thread, once.
    init(makeEngine: @escaping @Sendable () throws -> any SpeechEngine) {
        Thread { [self] in run(makeEngine) }.start()
    }

    /// Queues a job; a job that is already cancelled fails at once.
    func submit(_ job: SynthesisJob) {
        let isCancelled = condition.withLock {
            guard !job.isCancelled else { return true }
            waiting[job.priority.rawValue].append(job)
            condition.signal()
            return false
        }
        if isCancelled { job.onFailure(CancellationError()) }
    }

    /// Removes a job from the queue, or stops it if it is running.
    func cancel(_ job: SynthesisJob) {
        let wasWaiting = condition.withLock {
            job.isCancelled = true
            return remove(job)
        }
        if wasWaiting { job.onFailure(CancellationError()) }
    }

    /// Raises a job's priority, because a more urgent caller needs its result too.
    func raise(_ job: SynthesisJob, to priority: SynthesisPriority) {
        condition.withLock {
            guard job.priority < priority else { return }
            let wasWaiting = remove(job)
            job.priority = priority
            if wasWaiting { waiting[priority.rawValue].append(job) }
        }
    }

    /// Returns the number of waiting jobs of a priority.
    func waitingCount(_ priority: SynthesisPriority) -> Int {
        condition.withLock { waiting[priority.rawValue].count }
    }

    private func run(_ makeEngine: () throws -> any SpeechEngine) {
        // On Linux, Foundation can name only the current thread, so that `ps -L` shows it.
        Thread.current.name = "speech"
        let engine: any SpeechEngine
        do {
            engine = try makeEngine()
        } catch {
            engine = UnavailableEngine(error)
        }
        while true {
            let job = next()
            do {
                try job.body(engine) { reasonToStop(job) }
            } catch is SynthesisInterruption {
                putBack(job)
            } catch {
                job.onFailure(error)
            }
        }
    }

    private func next() -> SynthesisJob {
        condition.withLock {
            while true {
                if let index = waiting.lastIndex(where: { !$0.isEmpty }) { return waiting[index].removeFirst() }
                condition.wait()
            }
        }
    }

    private func reasonToStop(_ job: SynthesisJob) -> (any Error)? {
        condition.withLock {
            if job.isCancelled { return CancellationError() }
            guard !job.hasGivenWay, waiting[(job.priority.rawValue + 1)...].contains(where: { !$0.isEmpty }) else {
                return nil
            }
            job.hasGivenWay = true
            return SynthesisInterruption()
        }
    }

    private func putBack(_ job: SynthesisJob) {
        let isCancelled = condition.withLock {
            guard !job.isCancelled else { return true }
            waiting[job.priority.rawValue].prepend(job)
            return false
        }
        if isCancelled { job.onFailure(CancellationError()) }
    }

    /// The lock must be held.
    private func remove(_ job: SynthesisJob) -> Bool {
        let index = job.priority.rawValue
        guard let place = waiting[index].firstIndex(where: { $0 === job }) else { return false }
        waiting[index].remove(at: place)
        return true
    }
}
