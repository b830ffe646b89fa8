import Administration
import Foundation
import HelpDesk
import WebEncoding

/// Parses times as CRMs write them: seconds or milliseconds since 1970, or ISO 8601.
enum PostedTime {
    /// Seconds reach this number in the year 5138, milliseconds did in 1973.
    private static let fewestMilliseconds: Double = 100_000_000_000
    private static let maximumLength = 40

    /// - Parameter format: the expected format; `nil` for any of the three.
    /// - Returns: `nil` if the text is not a time or lacks its zone: with the wrong zone it would be hours off.
    static func date(_ text: String, format: WebhookHMAC.TimeFormat? = nil) -> Date? {
        guard text.utf8.count <= maximumLength else { return nil }
        let number = Self.number(text)
        switch (format, number) {
        case (.iso8601, _): return iso8601(text)
        case (.seconds, let number?): return Date(timeIntervalSince1970: number)
        case (.milliseconds, let number?): return Date(timeIntervalSince1970: number / 1000)
        case (.seconds, nil), (.milliseconds, nil): return nil
        case (nil, let number?):
            let isMilliseconds = number.magnitude >= fewestMilliseconds
            return Date(timeIntervalSince1970: isMilliseconds ? number / 1000 : number)
        case (nil, nil): return iso8601(text)
        }
    }

    /// Parses digits only: `1e300`, `nan` and hexadecimal numbers are not times.
    private static func number(_ text: String) -> Double? {
        guard text.wholeMatch(of: /-?[0-9]{1,19}(?:\.[0-9]{1,9})?/) != nil else { return nil }
        return Double(text)
    }

    /// Parses `2026-11-28T10:00:00.123+03:30`, also with a space instead of the `T`, without seconds, and without the
    /// zone's colon.
    private static func iso8601(_ text: String) -> Date? {
        let pattern =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)? ?(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2}))/
        guard let found = text.wholeMatch(of: pattern)?.output,
            let year = Int(found.1), let month = Int(found.2), let day = Int(found.3),
            let hour = Int(found.4), let minute = Int(found.5), let second = Int(found.6 ?? "0"),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        var offset = 0
        if let sign = found.9, let hours = found.10.flatMap({ Int($0) }), let minutes = found.11.flatMap({ Int($0) }) {
            guard hours < 24, minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * 60 * (sign == "-" ? -1 : 1)
        }
        let fraction = found.7.flatMap { Double("0." + $0) } ?? 0
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: TimeInterval(seconds) + fraction)
    }
}
