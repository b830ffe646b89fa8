import Foundation

/// Something that is found out or made for a request while the request itself goes on.
///
/// Errands are children of the desk: a request has no task that could be their parent while it waits. So the request ends
/// them one by one.
final class Errand: Sendable {
    private enum State {
        case isDue
        case runs(UnsafeCurrentTask)
        case isOver
    }

    private let work: @Sendable () async -> Void
    private let lock = NSLock()
    // Guarded by `lock`, and not in a box that the compiler would check: `UnsafeCurrentTask` cannot be sent anywhere. It
    // may be cancelled from elsewhere as long as it runs, and it runs as long as the state says so.
    nonisolated(unsafe) private var state = State.isDue

    /// - Parameter work: has to heed cancellation.
    init(_ work: @escaping @Sendable () async -> Void) {
        self.work = work
    }

    var isOver: Bool {
        lock.withLock {
            if case .isOver = state { true } else { false }
        }
    }

    /// Runs once; not at all when it was cancelled before.
    func run() async {
        guard begin() else { return }
        await work()
        lock.withLock { state = .isOver }
    }

    func cancel() {
        lock.withLock {
            if case .runs(let task) = state { task.cancel() }
            state = .isOver
        }
    }

    private func begin() -> Bool {
        withUnsafeCurrentTask { task in
            lock.withLock {
                guard let task, case .isDue = state else { return false }
                state = .runs(task)
                return true
            }
        }
    }
}
