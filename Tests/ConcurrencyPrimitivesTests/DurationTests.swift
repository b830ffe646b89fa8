import ConcurrencyPrimitives
import Testing

@Suite("Durations as numbers")
struct DurationTests {
    @Test(
        "The whole milliseconds of a duration are counted, and the rest is cut off",
        arguments: [
            (Duration.zero, 0), (.microseconds(999), 0), (.milliseconds(1_500), 1_500),
            (.nanoseconds(2_999_999_999), 2_999),
            (.microseconds(-1_500), -1), (.seconds(1_000_000_000), 1_000_000_000_000),
        ])
    func wholeMilliseconds(duration: Duration, count: Int) {
        #expect(duration.wholeMilliseconds == count)
    }
}
