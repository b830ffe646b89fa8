import Foundation
import Testing

@testable import HelpDesk

@Suite("Deadlines of open requests", .timeLimit(.minutes(1)))
struct DeadlinesTests {
    /// A clock that is set back by a tenth of a second once it was looked at twice.
    private final class WallClock: Sendable {
        private let lock = NSLock()
        // Guarded by `lock`.
        nonisolated(unsafe) private var looks = 0

        var now: Date {
            let isBack = lock.withLock {
                looks += 1
                return looks > 2
            }
            return Date().addingTimeInterval(isBack ? -0.1 : 0)
        }
    }

    /// The first ones that are told.
    private func told(_ count: Int, by deadlines: Deadlines, _ prepare: () -> Void = {}) async -> [HelpRequestID] {
        let (stream, continuation) = AsyncStream.makeStream(of: HelpRequestID.self)
        async let _: Void = deadlines.run { continuation.yield($0) }
        prepare()
        var ids: [HelpRequestID] = []
        for await id in stream {
            ids.append(id)
            if ids.count == count { break }
        }
        return ids
    }

    private let ids = (0..<3).map { _ in HelpRequestID() }

    @Test("come in the order of their time, however they were set, also one that is over already")
    func order() async {
        let deadlines = Deadlines()
        let start = Date()
        deadlines.set(start.addingTimeInterval(0.2), for: ids[0])
        deadlines.set(start.addingTimeInterval(0.1), for: ids[1])
        let found = await told(3, by: deadlines) { deadlines.set(start.addingTimeInterval(-1), for: ids[2]) }
        #expect(found == [ids[2], ids[1], ids[0]])
        #expect(Date() >= start.addingTimeInterval(0.2))
    }

    @Test("are forgotten with their request, and replaced by a later one")
    func replaced() async {
        let deadlines = Deadlines()
        let start = Date()
        deadlines.set(start.addingTimeInterval(0.02), for: ids[0])
        deadlines.set(start.addingTimeInterval(0.04), for: ids[1])
        deadlines.set(start.addingTimeInterval(0.08), for: ids[2])
        deadlines.remove(ids[0])
        deadlines.set(start.addingTimeInterval(0.12), for: ids[1])
        #expect(await told(2, by: deadlines) == [ids[2], ids[1]])
    }

    @Test("come also when the clock is set back while they are waited for")
    func setBack() async {
        let clock = WallClock()
        let deadlines = Deadlines(now: { clock.now })
        let deadline = Date().addingTimeInterval(0.05)
        deadlines.set(deadline, for: ids[0])
        #expect(await told(1, by: deadlines) == [ids[0]])
        #expect(clock.now >= deadline)
    }
}
