import Testing

@testable import ManagerLookup

@Suite("The order in which sources are asked")
struct LookupScheduleTests {
    private let hedge = Duration.milliseconds(300)

    @Test("Sources are asked in the route's order, each after the one before has failed")
    func inOrder() {
        var schedule = LookupSchedule(hedges: [nil, nil])
        #expect(schedule.begin() == [.ask(0)])
        #expect(schedule.failed(0) == [.ask(1)])
        #expect(!schedule.isExhausted)
        #expect(schedule.failed(1) == [])
        #expect(schedule.isExhausted)
    }

    @Test("Beside a slow source the next one is asked, and the one after it when that one fails")
    func hedged() {
        var schedule = LookupSchedule(hedges: [hedge, nil, nil])
        #expect(schedule.begin() == [.ask(0), .wait(hedge, for: 0)])
        #expect(schedule.isSlow(0) == [.ask(1)])
        #expect(schedule.isSlow(0) == [])
        #expect(schedule.failed(1) == [.ask(2)])
        // The second one has taken its place already.
        #expect(schedule.failed(0) == [])
        #expect(!schedule.isExhausted)
        #expect(schedule.failed(2) == [])
        #expect(schedule.isExhausted)
    }

    @Test("The hedge delay of a source that already failed starts no lookup")
    func lateHedge() {
        var schedule = LookupSchedule(hedges: [hedge, hedge, nil])
        _ = schedule.begin()
        #expect(schedule.failed(0) == [.ask(1), .wait(hedge, for: 1)])
        #expect(schedule.isSlow(0) == [])
        #expect(schedule.isSlow(1) == [.ask(2)])
    }

    @Test("The schedule of a lookup without sources is empty")
    func empty() {
        var schedule = LookupSchedule(hedges: [])
        #expect(schedule.begin() == [])
        #expect(schedule.isExhausted)
    }
}
