import ConcurrencyPrimitives
import Testing

@Suite("A value behind a lock")
struct LockedTests {
    @Test("No change of a value behind a lock is lost when many make one at the same time")
    func changes() async {
        let sum = Locked(0)
        await withDiscardingTaskGroup { group in
            for number in 1...1000 { group.addTask { sum.withLock { $0 += number } } }
        }
        #expect(sum.withLock { $0 } == 500_500)
    }

    @Test("An error in a change behind a lock reaches whoever made it, and the lock is free again")
    func errors() {
        struct Refused: Error {}
        let value = Locked(1)
        #expect(throws: Refused.self) { try value.withLock { _ in throw Refused() } }
        #expect(value.withLock { $0 } == 1)
    }
}
