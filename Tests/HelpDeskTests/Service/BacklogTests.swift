import Testing

@testable import HelpDesk

@Suite("A backlog")
struct BacklogTests {
    @Test("tells whoever adds to it whether somebody has to be sent, and gives what came in its order")
    func order() {
        let backlog = Backlog<Int>()
        #expect(backlog.add(1))
        #expect(!backlog.add(2))
        #expect(backlog.next() == 1)
        #expect(!backlog.add(3))
        #expect(backlog.next() == 2)
        #expect(backlog.next() == 3)
        // The worker may still be at the last one: only when he asks again is he done.
        #expect(!backlog.add(4))
        #expect(backlog.next() == 4)
        #expect(backlog.next() == nil)
        #expect(backlog.add(5))
    }

    @Test("that somebody is going to look at needs nobody else")
    func begun() {
        let backlog = Backlog<Int>(isWorkedOff: true)
        #expect(!backlog.add(1))
        #expect(backlog.next() == 1)
        #expect(backlog.next() == nil)
        #expect(backlog.add(2))
    }

    @Test("has one worker at a time, however many add to it, and loses nothing")
    func contention() async {
        let backlog = Backlog<Int>()
        let worked = Worked()
        await withDiscardingTaskGroup { group in
            for adder in 0..<8 {
                group.addTask {
                    for number in 0..<500 where backlog.add(adder * 500 + number) { await worked.off(backlog) }
                }
            }
        }
        #expect(await worked.items.sorted() == Array(0..<4000))
        #expect(await worked.most == 1)
    }

    private actor Worked {
        var items: [Int] = []
        var most = 0
        private var workers = 0

        func off(_ backlog: Backlog<Int>) async {
            workers += 1
            most = max(most, workers)
            while let item = backlog.next() {
                items.append(item)
                // Others get their turn to add, and to find that somebody is at it.
                await Task.yield()
            }
            workers -= 1
        }
    }
}
