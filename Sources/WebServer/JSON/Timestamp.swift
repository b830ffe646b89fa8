public import Foundation
import WebEncoding

/// Writes dates as RFC 3339 asks, in UTC with milliseconds: `2026-11-23T20:31:00.123Z`.
public enum Timestamp {
    /// RFC 3339 in UTC, with milliseconds.
    public static func text(_ date: Date) -> String {
        var bytes: [UInt8] = []
        append(date, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a date and time with its offset from UTC, with or without a fraction of seconds; `nil` for any other text.
    public static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    /// - Parameter date: rounded to the nearest millisecond; held within the years 0 to 9999, which is all that four
    ///   digits can say.
    public static func append(_ date: Date, to bytes: inout [UInt8]) {
        // 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
        let milliseconds = min(
            max((date.timeIntervalSince1970 * 1000).saturated, -62_167_219_200_000), 253_402_300_799_999)
        let (day, ofDay) = milliseconds.flooredDivision(by: 86_400_000)
        let civil = CivilDate(daysSince1970: day)
        append(civil.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(civil.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(civil.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(ofDay / 3_600_000, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(ofDay / 60_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(ofDay / 1000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(ofDay % 1000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
