import Foundation
import Testing

@testable import Administration

@Suite("When a delivery that was not taken is sent again")
struct DeliveryBackoffTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("The tries of a delivery grow rarer, go on for a day, end with one at its end, and then it is given up")
    func day() {
        for chance in [0, 0.5, 1] {
            var now = Self.start
            var pauses: [TimeInterval] = []
            var attempts = 1
            while let next = DeliveryBackoff.next(after: attempts, queuedAt: Self.start, now: now, chance: chance) {
                pauses.append(next.timeIntervalSince(now))
                now = next
                attempts += 1
            }
            #expect(now == Self.start.addingTimeInterval(DeliveryBackoff.patience))
            #expect(pauses.dropLast() == pauses.dropLast().sorted()[...])
            #expect(pauses[0] >= 5 && pauses[0] <= 5.5)
            #expect((8...16).contains(attempts))
        }
    }

    @Test("A recipient that asks for a pause is not asked sooner, but at the latest when the patience ends")
    func retryAfter() {
        let asked = DeliveryBackoff.next(
            after: 1, queuedAt: Self.start, now: Self.start, retryAfter: .seconds(600), chance: 0)
        #expect(asked == Self.start.addingTimeInterval(600))
        let short = DeliveryBackoff.next(
            after: 3, queuedAt: Self.start, now: Self.start, retryAfter: .seconds(1), chance: 0)
        #expect(short == Self.start.addingTimeInterval(120))
        let long = DeliveryBackoff.next(
            after: 1, queuedAt: Self.start, now: Self.start, retryAfter: .seconds(1_000_000), chance: 0)
        #expect(long == Self.start.addingTimeInterval(DeliveryBackoff.patience))
    }
}
