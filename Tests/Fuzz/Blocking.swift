import ConcurrencyPrimitives
import Dispatch
import HelpDesk

/// Lets libFuzzer, which knows nothing of tasks, wait for one.
enum Blocking {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
        let done = DispatchSemaphore(value: 0)
        let value = Locked<Value?>(nil)
        Task.detached {
            let result = await work()
            value.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = value.withLock({ $0 }) else { preconditionFailure("the task has ended") }
        return result
    }
}
