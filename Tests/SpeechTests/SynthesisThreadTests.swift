import Dispatch
import Testing

@testable import Speech

@Suite struct SynthesisThreadTests {
    private let thread = SpeechSynthesizer.shared.thread

    /// Keeps the thread busy until the semaphore is signalled; returns when it is.
    private func occupy() async -> DispatchSemaphore {
        let (started, continuation) = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        thread.submit(
            SynthesisJob(priority: .call) { _, _ in
                continuation.yield()
                release.wait()
            } onFailure: { _ in
                Issue.record("The job failed")
            })
        for await _ in started { break }
        return release
    }

    @Test("A waiting operator goes before a preview, and a preview before warming")
    func priorities() async {
        let (finished, continuation) = AsyncStream<SynthesisPriority>.makeStream()
        let release = await occupy()
        for priority in SynthesisPriority.allCases {
            thread.submit(
                SynthesisJob(priority: priority) { _, _ in
                    continuation.yield(priority)
                } onFailure: { _ in
                    Issue.record("The job failed")
                })
        }
        release.signal()
        #expect(await finished.first(3) == [.call, .preview, .warming])
    }

    @Test("A synthesis job that is raised waits in its new place")
    func raise() async {
        let (finished, continuation) = AsyncStream<String>.makeStream()
        let release = await occupy()
        let jobs = ["first", "second", "raised"].map { name in
            SynthesisJob(priority: .warming) { _, _ in
                continuation.yield(name)
            } onFailure: { _ in
            }
        }
        for job in jobs { thread.submit(job) }
        thread.raise(jobs[2], to: .call)
        release.signal()
        #expect(await finished.first(3) == ["raised", "first", "second"])
    }

    @Test("The warming of a prompt gives way to a call, once, and is then finished")
    func interruption() async {
        let (events, continuation) = AsyncStream<String>.makeStream()
        let callsAreQueued = DispatchSemaphore(value: 0)
        let warming = SynthesisJob(priority: .warming) { _, stop in
            continuation.yield("warming")
            callsAreQueued.wait()
            callsAreQueued.signal()
            if let reason = stop() { throw reason }
            continuation.yield("warmed")
        } onFailure: { _ in
            Issue.record("The job failed")
        }
        thread.submit(warming)
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "warming")
        thread.submit(
            SynthesisJob(priority: .call) { _, _ in
                continuation.yield("call")
            } onFailure: { _ in
                Issue.record("The job failed")
            })
        callsAreQueued.signal()
        #expect(await iterator.next() == "call")
        #expect(await iterator.next() == "warming")
        #expect(await iterator.next() == "warmed")
    }

    @Test("A synthesis job that is cancelled while it waits never runs")
    func cancelWaiting() async {
        let (failures, continuation) = AsyncStream<Bool>.makeStream()
        let release = await occupy()
        let job = SynthesisJob(priority: .call) { _, _ in
            Issue.record("The job ran")
        } onFailure: { error in
            continuation.yield(error is CancellationError)
        }
        thread.submit(job)
        thread.cancel(job)
        #expect(await failures.first(1) == [true])
        release.signal()
    }

    @Test("A synthesis job that is cancelled before it is submitted fails at once")
    func cancelBefore() async {
        let (failures, continuation) = AsyncStream<Bool>.makeStream()
        let job = SynthesisJob(priority: .call) { _, _ in
            Issue.record("The job ran")
        } onFailure: { error in
            continuation.yield(error is CancellationError)
        }
        thread.cancel(job)
        thread.submit(job)
        #expect(await failures.first(1) == [true])
    }
}

extension AsyncStream where Element: Sendable {
    /// The next elements, as many as asked for.
    fileprivate func first(_ count: Int) async -> [Element] {
        var elements: [Element] = []
        for await element in self {
            elements.append(element)
            if elements.count == count { break }
        }
        return elements
    }
}
