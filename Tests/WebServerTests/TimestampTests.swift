import Foundation
import TestSupport
import Testing

@testable import WebServer

@Suite
struct TimestampTests {
    private static func text(_ seconds: Double) -> String {
        var bytes: [UInt8] = []
        Timestamp.append(Date(timeIntervalSince1970: seconds), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "Known moments are written right as timestamps",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-0.001, "1969-12-31T23:59:59.999Z"),
            (951_782_399.9994, "2000-02-28T23:59:59.999Z"), (951_782_399.9996, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199, "2024-02-29T23:59:59.000Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
            (1_795_465_860.123, "2026-11-23T20:31:00.123Z"), (-62_167_219_200, "0000-01-01T00:00:00.000Z"),
            (1e18, "9999-12-31T23:59:59.999Z"), (-1e18, "0000-01-01T00:00:00.000Z"),
        ] as [(Double, String)])
    func known(seconds: Double, expected: String) {
        #expect(Self.text(seconds) == expected)
    }

    @Test(
        "A time is read in any offset from UTC, with or without a fraction, its letters in either case",
        arguments: [
            ("2026-11-23T20:31:00Z", 1_795_465_860), ("2026-11-23t20:31:00z", 1_795_465_860),
            ("2026-11-24T00:01:00+03:30", 1_795_465_860), ("2026-11-24T00:01:00+0330", 1_795_465_860),
            ("2026-11-23T15:31:00-05:00", 1_795_465_860), ("2026-11-23T20:31:00.5Z", 1_795_465_860.5),
            ("1969-12-31T23:59:59Z", -1), ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2016-12-31T23:59:60Z", 1_483_228_800),
        ] as [(String, Double)])
    func read(text: String, seconds: Double) {
        #expect(Timestamp.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(
        "A text is no time that has more or less than one, or a day or an hour that does not exist",
        arguments: [
            "", "2026-11-30", "2026-11-30T10:20:54", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z",
            "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-30T24:00:00Z",
            "2026-11-30T25:00:00Z", "2026-11-30T10:60:00Z", "2026-11-30T10:20:61Z", "2026-11-30T10:20:54Zjunk",
            "2026-11-30T10:20:54Z+03:30", "2026-11-30T10:20:54+03:3", "2026-11-30T10:20:54+24:00",
            "2026-11-30T10:20:54+03:60", "2026-11-30T10:20:54.Z", "2026-11-30 10:20:54Z", " 2026-11-30T10:20:54Z",
            "26-11-30T10:20:54Z", "12026-11-30T10:20:54Z", "۲۰۲۶-11-30T10:20:54Z", "2026-11-30T10:20:54Z\n",
        ])
    func noTime(text: String) {
        #expect(Timestamp.date(text) == nil)
    }

    @Test("Timestamps of random moments of 400 years agree with Foundation")
    func random() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<2000 {
            // Whole milliseconds that a Double holds exactly enough for Foundation not to cut the last one off.
            let seconds = Double(Int.random(in: -6_311_433_600...6_311_433_600, using: &generator)) + 0.5
            let date = Date(timeIntervalSince1970: seconds)
            #expect(Self.text(seconds) == date.formatted(style), "seed \(seed)")
        }
    }
}
