import DequeModule
package import Foundation

/// Threads apart from the pool that all tasks share, for work that blocks a thread or keeps it busy: reading a large
/// response, a file, a name server.
///
/// A caller stops waiting if its task is cancelled, whatever the thread does then; the abandoned thread is replaced,
/// and ends when its work returns. A thread also ends after a while without work.
package final class ThreadPool: @unchecked Sendable {  // every variable is used only under the lock
    private let condition = NSCondition()
    private let name: String
    private let count: Int
    /// The maximum number of abandoned threads that are replaced.
    private let maximumLost: Int
    private let idleSeconds: TimeInterval
    private var queue: Deque<any ThreadJob> = []
    private var running: Set<ObjectIdentifier> = []
    private var threads = 0
    private var idle = 0
    private var lost = 0

    /// - Parameters:
    ///   - count: the maximum number of threads that work at once; they are started on demand.
    ///   - name: the threads' name.
    ///   - maximumLost: the maximum number of abandoned threads that are replaced.
    ///   - idleSeconds: how long an idle thread waits for more work.
    package init(count: Int, name: String = "pool", maximumLost: Int = 16, idleSeconds: TimeInterval = 2) {
        self.count = count
        self.name = name
        self.maximumLost = maximumLost
        self.idleSeconds = idleSeconds
    }

    /// The number of threads, without the abandoned ones.
    package var threadCount: Int { condition.withLock { threads } }

    /// Runs work on one of the threads and waits for its result.
    ///
    /// - Throws: any error of the work; `CancellationError` at once if the calling task is cancelled.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let job = Job(work)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                guard job.begin(for: caller) else { return }
                add(job)
                // The cancellation handler may have run before the job was added.
                if Task.isCancelled { giveUp(job) }
            }
        } onCancel: {
            giveUp(job)
        }
    }

    /// Runs work on one of the threads and waits for its result even if the calling task is cancelled: for work that
    /// must not be left half done.
    ///
    /// - Throws: any error of the work.
    package func complete<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let job = Job(work)
        return try await withCheckedThrowingContinuation { caller in
            if job.begin(for: caller) { add(job) }
        }
    }

    /// Runs work that cannot fail on one of the threads, and waits for it even if the calling task is cancelled.
    package func complete<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { caller in
            start { caller.resume(returning: work()) }
        }
    }

    /// Runs work on one of the threads without waiting for it; a single thread keeps the order of the calls.
    package func start(_ work: @escaping @Sendable () -> Void) {
        add(UnwaitedJob(work: work))
    }

    private func add(_ job: any ThreadJob) {
        condition.withLock {
            queue.append(job)
            startThreads()
            condition.signal()
        }
    }

    private func giveUp(_ job: any ThreadJob) {
        condition.withLock {
            queue.removeAll { $0 === job }
            guard lost < maximumLost, running.remove(ObjectIdentifier(job)) != nil else { return }
            lost += 1
            threads -= 1
            startThreads()
        }
        job.giveUp()
    }

    /// Must be called with the lock held.
    private func startThreads() {
        guard queue.count > idle, threads < count else { return }
        threads += 1
        let thread = Thread { self.serve() }
        thread.name = name
        thread.start()
    }

    private func serve() {
        while let job = next() {
            job.perform()
            let isLost = condition.withLock {
                if running.remove(ObjectIdentifier(job)) != nil { return false }
                lost -= 1
                return true
            }
            if isLost { return }
        }
    }

    private func next() -> (any ThreadJob)? {
        condition.withLock {
            while queue.isEmpty {
                idle += 1
                let isWoken = condition.wait(until: Date(timeIntervalSinceNow: idleSeconds))
                idle -= 1
                if !isWoken, queue.isEmpty {
                    threads -= 1
                    return nil
                }
            }
            let job = queue.removeFirst()
            running.insert(ObjectIdentifier(job))
            return job
        }
    }
}

private protocol ThreadJob: AnyObject, Sendable {
    func perform()
    func giveUp()
}

private final class UnwaitedJob: ThreadJob {
    private let work: @Sendable () -> Void

    init(work: @escaping @Sendable () -> Void) {
        self.work = work
    }

    func perform() { work() }

    func giveUp() {}
}

private final class Job<Value: Sendable>: ThreadJob {
    private enum State {
        case new
        case waited(for: CheckedContinuation<Value, any Error>)
        case over
    }

    private let work: @Sendable () throws -> Value
    private let state = Locked(State.new)

    init(_ work: @escaping @Sendable () throws -> Value) {
        self.work = work
    }

    /// - Returns: `false` if the job was already abandoned; the caller has been resumed then.
    func begin(for caller: CheckedContinuation<Value, any Error>) -> Bool {
        let isNew = state.withLock { state in
            guard case .new = state else { return false }
            state = .waited(for: caller)
            return true
        }
        if !isNew { caller.resume(throwing: CancellationError()) }
        return isNew
    }

    func perform() {
        let result = Result { try work() }
        end()?.resume(with: result)
    }

    func giveUp() {
        end()?.resume(throwing: CancellationError())
    }

    private func end() -> CheckedContinuation<Value, any Error>? {
        state.withLock { state in
            defer { state = .over }
            guard case .waited(let caller) = state else { return nil }
            return caller
        }
    }
}
