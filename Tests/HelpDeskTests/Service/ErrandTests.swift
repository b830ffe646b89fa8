import Testing

@testable import HelpDesk

@Suite("An errand")
struct ErrandTests {
    /// Waits until it is cancelled.
    private static func endless(_ begun: AsyncStream<Void>.Continuation) -> Errand {
        Errand {
            let (never, end) = AsyncStream.makeStream(of: Void.self)
            begun.yield()
            // Cancellation alone ends it.
            for await _ in never {}
            end.finish()
            begun.finish()
        }
    }

    @Test("is over once its work is done")
    func done() async {
        let (ran, note) = AsyncStream.makeStream(of: Void.self)
        let errand = Errand { note.yield() }
        #expect(!errand.isOver)
        await errand.run()
        #expect(errand.isOver)
        note.finish()
        #expect(await ran.reduce(0) { count, _ in count + 1 } == 1)
    }

    @Test("is ended by somebody else, and by nobody but him", .timeLimit(.minutes(1)))
    func cancelled() async {
        let (begun, note) = AsyncStream.makeStream(of: Void.self)
        let (begunToo, noteToo) = AsyncStream.makeStream(of: Void.self)
        let errand = Self.endless(note)
        let other = Self.endless(noteToo)
        await withDiscardingTaskGroup { group in
            group.addTask { await errand.run() }
            group.addTask { await other.run() }
            var steps = begun.makeAsyncIterator()
            var stepsToo = begunToo.makeAsyncIterator()
            #expect(await steps.next() != nil)
            #expect(await stepsToo.next() != nil)
            errand.cancel()
            #expect(await steps.next() == nil)
            #expect(!other.isOver)
            other.cancel()
            #expect(await stepsToo.next() == nil)
        }
        #expect(errand.isOver)
        #expect(other.isOver)
    }

    @Test("that was cancelled before does not begin")
    func neverBegun() async {
        let errand = Errand { Issue.record("it has begun") }
        errand.cancel()
        await errand.run()
        #expect(errand.isOver)
    }

    @Test("may be cancelled after it is over")
    func late() async {
        let errand = Errand {}
        await errand.run()
        errand.cancel()
        await errand.run()
        #expect(errand.isOver)
    }
}
