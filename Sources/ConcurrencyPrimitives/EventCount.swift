/// A counter of events that wakes waiting tasks at the next event.
///
/// A task that reads the count before it checks its condition misses no later event.
package final class EventCount: Sendable {
    private struct State {
        var value = 0
        var lastWaiter = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Locked(State())

    package init() {}

    package var value: Int { state.withLock { $0.value } }

    /// Counts one more event.
    package func advance() {
        let waiting = state.withLock { state in
            state.value += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Returns once the count differs from `value`, or if the task is cancelled.
    package func wait(past value: Int) async {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    // The cancellation handler may have run before the waiter was stored.
                    if state.value != value || Task.isCancelled { return true }
                    state.waiting[number] = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// Waits like ``wait(past:)``, but at most for `limit`.
    package func wait(past value: Int, atMost limit: Duration) async {
        _ = await withDeadline(.now + limit) { await self.wait(past: value) }
    }
}
