public import Foundation
import WebEncoding

/// Parses RFC 3339 dates, and formats dates in UTC with milliseconds: `2026-11-23T20:31:00.123Z`.
public enum Timestamp {
    /// Returns the date as RFC 3339 in UTC, with milliseconds.
    public static func text(_ date: Date) -> String {
        var bytes: [UInt8] = []
        append(date, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Parses a date and time with its UTC offset, with or without fractional seconds; `nil` for any other text, and
    /// for a nonexistent day or time, which Foundation would replace by another.
    public static func date(_ text: String) -> Date? {
        let shape =
            #/
            ([0-9]{4}) - ([0-9]{2}) - ([0-9]{2}) [Tt]
            ([0-9]{2}) : ([0-9]{2}) : ([0-9]{2} (?: \. [0-9]+ )?)
            (?: [Zz] | ([\-+]) ([0-9]{2}) :? ([0-9]{2}) )
            /#
        guard let match = text.wholeMatch(of: shape), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let hour = Int(match.4), let minute = Int(match.5), let second = Double(match.6)
        else { return nil }
        let civil = CivilDate(year: year, month: month, day: day)
        let offsetHours = match.8.flatMap { Int($0) } ?? 0
        let offsetMinutes = match.9.flatMap { Int($0) } ?? 0
        // 60 is a leap second.
        guard CivilDate(daysSince1970: civil.daysSince1970) == civil, hour <= 23, minute <= 59, second < 61,
            offsetHours <= 23, offsetMinutes <= 59
        else { return nil }
        let offset = (offsetHours * 60 + offsetMinutes) * (match.7 == "-" ? -1 : 1)
        let minutes = civil.daysSince1970 * 1_440 + hour * 60 + minute - offset
        return Date(timeIntervalSince1970: Double(minutes * 60) + second)
    }

    /// - Parameter date: rounded to the nearest millisecond and clamped to the years 0 to 9999, the range of four
    ///   digits.
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
