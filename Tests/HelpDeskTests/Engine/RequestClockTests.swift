import Foundation
import Testing

@testable import HelpDesk

@Suite("The time of a request")
struct RequestClockTests {
    private static let day: TimeInterval = 86_400

    @Test(
        "A request's time runs on when the wall clock is set back or forward",
        arguments: [-730 * day, -1, 1, 730 * day])
    func setClock(by seconds: TimeInterval) {
        let time = FakeTime()
        let clock = RequestClock(since: FlowFixture.start, source: time.source)
        let deadline = clock.now().addingTimeInterval(20)
        let instant = clock.instant(of: deadline)
        time.pass(10)
        time.setWallClock(by: seconds)
        #expect(clock.now() == FlowFixture.start.addingTimeInterval(10))
        #expect(clock.instant(of: deadline) == instant)
        time.pass(10)
        #expect(clock.now() == deadline)
        #expect(time.source.steady() == instant)
    }

    @Test("A request's time goes on from the last one that is stored when the clock was set back while nobody served")
    func restart() {
        let time = FakeTime()
        let clock = RequestClock(since: FlowFixture.start.addingTimeInterval(3_600), source: time.source)
        #expect(clock.now() == FlowFixture.start.addingTimeInterval(3_600))
        let later = RequestClock(since: FlowFixture.start.addingTimeInterval(-60), source: time.source)
        #expect(later.now() == FlowFixture.start)
    }

    @Test("A request's time goes on from what it is known to be, and not from the wall clock")
    func known() {
        let time = FakeTime()
        let now = FlowFixture.start.addingTimeInterval(-180)
        let clock = RequestClock(since: now.addingTimeInterval(-1), now: now, source: time.source)
        #expect(clock.now() == now)
        let later = RequestClock(since: now.addingTimeInterval(1), now: now, source: time.source)
        #expect(later.now() == now.addingTimeInterval(1))
    }

    @Test("A request's time tells the age of what was just read off the wall clock, whichever year that shows")
    func wallTime() {
        let time = FakeTime()
        let clock = RequestClock(since: FlowFixture.start, source: time.source)
        time.setWallClock(by: -Self.day)
        let taken = time.source.wall()
        time.pass(3)
        #expect(clock.time(of: taken) == clock.now().addingTimeInterval(-3))
        #expect(clock.time(of: .distantFuture) == .distantFuture)
    }

    @Test("A request's time takes any date for a deadline", arguments: [-6.3e10, 6.4e10, 2.6e11, 1e300, -1e300])
    func absurd(seconds: TimeInterval) {
        let date = Date(timeIntervalSince1970: seconds)
        let clock = RequestClock(since: FlowFixture.start, source: FakeTime().source)
        #expect((clock.instant(of: date) < ContinuousClock.now) == (date < FlowFixture.start))
        let other = RequestClock(since: date, source: FakeTime().source)
        _ = other.instant(of: FlowFixture.start)
    }

    @Test(
        "Between two times there are no negative milliseconds, and none beyond all bounds",
        arguments: [(-1.0, 0), (0.0015, 2), (1e300, Int.max), (.nan, 0), (.infinity, Int.max)])
    func milliseconds(seconds: TimeInterval, expected: Int) {
        #expect(FlowFixture.start.milliseconds(until: FlowFixture.start.addingTimeInterval(seconds)) == expected)
    }
}
