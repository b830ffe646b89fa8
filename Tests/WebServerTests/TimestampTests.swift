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
