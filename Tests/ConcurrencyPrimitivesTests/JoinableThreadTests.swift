import ConcurrencyPrimitives
import Foundation
import Testing

@Suite("A joinable thread")
struct JoinableThreadTests {
    @Test("Whoever joins a thread goes on when its work is done")
    func waitsForTheEnd() async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let isDone = Locked(false)
        let thread = try JoinableThread {
            mayEnd.wait()
            isDone.withLock { $0 = true }
        }
        #expect(!isDone.withLock { $0 })
        mayEnd.signal()
        await thread.join()
        #expect(isDone.withLock { $0 })
    }

    @Test("A thread may be joined by several at once, and again when it has ended")
    func joinsMoreThanOnce() async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let thread = try JoinableThread { mayEnd.wait() }
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 { group.addTask { await thread.join() } }
            mayEnd.signal()
        }
        await thread.join()
        thread.detach()
    }

    @Test("A detached thread goes on with its work")
    func goesOnDetached() async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let (ended, end) = AsyncStream<Void>.makeStream()
        try JoinableThread {
            mayEnd.wait()
            end.finish()
        }.detach()
        mayEnd.signal()
        for await _ in ended {}
    }

    @Test("A thread bears its name")
    func bearsItsName() async throws {
        let name = Locked("")
        let thread = try JoinableThread(name: "named") {
            let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            name.withLock { $0 = text ?? "" }
        }
        await thread.join()
        #expect(name.withLock { $0 } == "named\n")
    }

    @Test("No signal strikes in a thread, and its start leaves the starter's signals as they were")
    func takesNoSignals() async throws {
        let inside = Locked<Set<Int32>>([])
        let before = blockedSignals()
        let thread = try JoinableThread { inside.withLock { $0 = blockedSignals() } }
        #expect(blockedSignals() == before)
        await thread.join()
        #expect(inside.withLock { $0 }.isSuperset(of: [SIGPIPE, SIGTERM, SIGINT, SIGHUP]))
    }
}

private func blockedSignals() -> Set<Int32> {
    var blocked = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &blocked)
    return Set([SIGPIPE, SIGTERM, SIGINT, SIGHUP].filter { sigismember(&blocked, $0) == 1 })
}
