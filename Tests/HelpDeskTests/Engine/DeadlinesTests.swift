import Testing

@testable import HelpDesk

@Suite("Deadlines of open flows", .timeLimit(.minutes(15)))
struct DeadlinesTests {
    /// The first ones that are told.
    private func told(_ count: Int, by deadlines: Deadlines) async -> [CallID] {
        let (stream, continuation) = AsyncStream.makeStream(of: CallID.self)
        async let _: Void = deadlines.run { continuation.yield($0) }
        var ids: [CallID] = []
        for await id in stream {
            ids.append(id)
            if ids.count == count { break }
        }
        return ids
    }

    private let ids = (0..<3).map { _ in CallID() }

    @Test("Deadlines come in the order of their time, however they were set, also one that is over already")
    func order() async {
        let deadlines = Deadlines()
        let start = ContinuousClock.now
        deadlines.set(start + .milliseconds(200), for: ids[0])
        deadlines.set(start + .milliseconds(100), for: ids[1])
        deadlines.set(start - .seconds(1), for: ids[2])
        #expect(await told(3, by: deadlines) == [ids[2], ids[1], ids[0]])
        #expect(ContinuousClock.now >= start + .milliseconds(200))
    }

    @Test("Deadlines are forgotten with their flow, and replaced by a later one")
    func replaced() async {
        let deadlines = Deadlines()
        let start = ContinuousClock.now
        deadlines.set(start + .milliseconds(20), for: ids[0])
        deadlines.set(start + .milliseconds(40), for: ids[1])
        deadlines.set(start + .milliseconds(80), for: ids[2])
        deadlines.remove(ids[0])
        deadlines.set(start + .milliseconds(120), for: ids[1])
        #expect(await told(2, by: deadlines) == [ids[2], ids[1]])
    }

    @Test("One deadline that is far away and many that are near have two tasks asleep at most")
    func alarms() async {
        let deadlines = Deadlines()
        deadlines.set(.now + .seconds(3_600), for: ids[0])
        let (stream, continuation) = AsyncStream.makeStream(of: CallID.self)
        async let _: Void = deadlines.run { continuation.yield($0) }
        var told = stream.makeAsyncIterator()
        var most = 0
        for _ in 0..<100 {
            deadlines.set(.now + .milliseconds(1), for: ids[1])
            _ = await told.next()
            most = max(most, deadlines.alarmCount)
        }
        #expect(most <= 2)
    }
}
