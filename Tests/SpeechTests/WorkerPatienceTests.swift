import Foundation
import Glibc
import Testing
import WorkerProcesses

/// When a worker process that says nothing is taken for one that hangs.
@Suite("Patience with a worker")
struct WorkerPatienceTests {
    private static let asleep = WorkerActivity(isAsleep: true, processorTime: .zero)

    /// Looks every 100 ms, as long as it is waited for.
    ///
    /// - Parameter activity: by the number of the look.
    private func verdict(
        _ activity: (Int) -> WorkerActivity?, own: Duration = .seconds(2)
    ) -> (verdict: WorkerPatience.Verdict, after: Duration) {
        let start = ContinuousClock.now
        var patience = WorkerPatience(own, at: start)
        for look in 1...1000 {
            let now = start + .milliseconds(100) * look
            let verdict = patience.observe(at: now, activity(look))
            if verdict != .waiting { return (verdict, start.duration(to: now)) }
        }
        return (.waiting, .seconds(100))
    }

    @Test("A worker that sleeps hangs after its own time")
    func sleeps() {
        #expect(verdict { _ in Self.asleep } == (.hangs, .seconds(2)))
        #expect(verdict { _ in nil } == (.hangs, .seconds(2)))
    }

    @Test("A worker that computes without end hangs after its own time of the processor, whenever it had that")
    func computes() {
        #expect(
            verdict { WorkerActivity(isAsleep: false, processorTime: .milliseconds(100) * $0) }
                == (.hangs, .milliseconds(2100)))
        #expect(
            verdict { WorkerActivity(isAsleep: false, processorTime: .milliseconds(20) * $0) }
                == (.hangs, .milliseconds(10_100)))
    }

    @Test("A worker that waits for the processor does not hang; at last nobody waits for it any more")
    func starves() {
        #expect(
            verdict { _ in WorkerActivity(isAsleep: false, processorTime: .milliseconds(10)) }
                == (.starves, .seconds(30)))
    }

    @Test("Time in which nobody looked does not count against the worker")
    func unwatched() {
        let start = ContinuousClock.now
        var patience = WorkerPatience(.seconds(2), at: start)
        #expect(patience.observe(at: start + .seconds(20), Self.asleep) == .waiting)
        #expect(patience.observe(at: start + .seconds(20.1), Self.asleep) == .waiting)
    }

    @Test("A word of the worker starts its time anew")
    func word() {
        let start = ContinuousClock.now
        var patience = WorkerPatience(.seconds(1), at: start)
        for look in 1...40 {
            let now = start + .milliseconds(100) * look
            #expect(patience.observe(at: now, Self.asleep) == .waiting)
            if look.isMultiple(of: 8) { patience.restart(at: now) }
        }
    }

    @Test("The system says whether a process sleeps, and what it has had of the processor")
    func activity() throws {
        let own = try #require(WorkerActivity.now(of: ProcessInfo.processInfo.processIdentifier))
        #expect(own.processorTime > .zero)
        let sleeper = Process()
        sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
        sleeper.arguments = ["1000"]
        try sleeper.run()
        while WorkerActivity.now(of: sleeper.processIdentifier)?.isAsleep == false { sched_yield() }
        #expect(WorkerActivity.now(of: sleeper.processIdentifier)?.isAsleep == true)
        // It has inherited that this thread takes no SIGTERM.
        kill(sleeper.processIdentifier, SIGKILL)
        sleeper.waitUntilExit()
        #expect(WorkerActivity.now(of: sleeper.processIdentifier) == nil)
    }
}
