import DequeModule
package import Foundation

/// Threads beside those that all tasks share, for work that keeps one busy or blocks it: reading a large answer, a file, a
/// name server.
///
/// Whoever waits for the work gives up when their task is cancelled, whatever the thread does then; a thread that has been
/// given up is replaced, and ends when it comes back. A thread also ends when nobody has needed it for a while.
package final class ThreadPool: @unchecked Sendable {  // every variable is used only under the lock
    private let condition = NSCondition()
    private let name: String
    private let count: Int
    /// How many threads may be away for good before no further one is started in the place of another.
    private let maximumLost: Int
    private let idleSeconds: TimeInterval
    private var queue: Deque<any ThreadJob> = []
    private var running: Set<ObjectIdentifier> = []
    private var threads = 0
    private var idle = 0
    private var lost = 0

    /// - Parameters:
    ///   - count: how many threads work at once; they are started when there is work.
    ///   - name: the threads'.
    ///   - maximumLost: how many may be away for good.
    ///   - idleSeconds: how long a thread waits for more work.
    package init(count: Int, name: String = "pool", maximumLost: Int = 16, idleSeconds: TimeInterval = 2) {
        self.count = count
        self.name = name
        self.maximumLost = maximumLost
        self.idleSeconds = idleSeconds
    }

    /// How many threads there are that have not been given up.
    package var threadCount: Int { condition.withLock { threads } }

    /// Works on one of the threads, and waits for that.
    ///
    /// - Throws: what the work throws; `CancellationError` at once when the calling task is cancelled.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let job = Job(work)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                guard job.begin(for: caller) else { return }
                add(job)
                // The handler may have run before the job was there.
                if Task.isCancelled { giveUp(job) }
            }
        } onCancel: {
            giveUp(job)
        }
    }

    /// Works on one of the threads, and waits for that also when the calling task has been cancelled: for what nobody may
    /// leave half done.
    ///
    /// - Throws: what the work throws.
    package func complete<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let job = Job(work)
        return try await withCheckedThrowingContinuation { caller in
            if job.begin(for: caller) { add(job) }
        }
    }

    /// Works on one of the threads, and waits for that also when the calling task has been cancelled.
    package func complete<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { caller in
            start { caller.resume(returning: work()) }
        }
    }

    /// Works on one of the threads, in the order of the calls where there is only one; nobody waits for it.
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

    /// Called under the lock.
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

    /// - Returns: `false` when it has been given up already; the caller knows then.
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
