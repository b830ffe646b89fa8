import Foundation
import HelpDesk
import WebServer

/// A formatter of dates and numbers for readers of one language, in this machine's time zone.
struct PageDates: Sendable {
    /// The calendar of a language.
    enum CalendarKind: String, Sendable, CaseIterable {
        case gregorian
        case persian
    }

    let calendar: CalendarKind
    /// The digits from 0 to 9.
    let digits: [Character]
    /// The names of the calendar's months.
    let months: [String]
    /// The format of a day, with `{day}`, `{month}` and `{year}`.
    let dayFormat: String
    /// The format of a day without its year, with `{day}` and `{month}`.
    let shortDayFormat: String
    var timeZone = TimeZone.current

    /// Returns a day, such as `25 November 2026`.
    func day(_ date: Date) -> String { day(date, dayFormat) }

    /// Returns a day without its year, such as `25 November`.
    func shortDay(_ date: Date) -> String { day(date, shortDayFormat) }

    private func day(_ date: Date, _ format: String) -> String {
        let day = calendarDay(local(date))
        return format.replacing("{day}", with: number(day.day)).replacing("{month}", with: months[day.month - 1])
            .replacing("{year}", with: localized("\(day.year)"))
    }

    /// Returns a time, such as `19:05`.
    func time(_ date: Date) -> String {
        let minutes = secondOfDay(local(date)) / 60
        return localized("\(padded(minutes / 60)):\(padded(minutes % 60))")
    }

    /// Returns a time with seconds, such as `19:05:09`.
    func exactTime(_ date: Date) -> String {
        let second = secondOfDay(local(date))
        return localized("\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))")
    }

    /// Returns a time, such as `19:05`, or `25 November 19:05` on another day.
    func moment(_ date: Date, at now: Date) -> String {
        day(date) == day(now) ? time(date) : "\(shortDay(date)) \(time(date))"
    }

    /// Returns a sortable day, such as `1405/09/07`, in the language's calendar and Latin digits.
    func numericDay(_ date: Date) -> String {
        let day = calendarDay(local(date))
        return "\(day.year)/\(padded(day.month))/\(padded(day.day))"
    }

    /// Returns the start of a day that was typed, such as `1405/09/07` or `۱۴۰۵-۹-۷`; `nil` if it is not a day.
    ///
    /// - Parameters:
    ///   - text: year, month and day of the calendar; a year that can only be Gregorian is taken as Gregorian.
    ///   - later: the number of days to add.
    func startOfDay(_ text: String, later: Int = 0) -> Date? {
        let parts = text.plainNumber.split(omittingEmptySubsequences: false) { "/-.".contains($0) }.map { Int($0) }
        // A two-digit year would be in antiquity, before all requests.
        guard parts.count == 3, let year = parts[0], year >= 1_000, let month = parts[1], let day = parts[2]
        else { return nil }
        let written = CalendarDay(year: year, month: month, day: day)
        let calendar: CalendarKind = year >= Self.firstGregorianYear ? .gregorian : calendar
        guard let days = calendar.daysSince1970(of: written) else { return nil }
        let local = Double((days + later) * 86_400)
        // The offset from UTC at that midnight, not half a day before or after it.
        let about = local - Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: local)))
        return Date(
            timeIntervalSince1970: local - Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: about))))
    }

    /// The first year that is taken as Gregorian; no Persian year of a call centre is as high.
    private static let firstGregorianYear = 1_700

    /// Returns a time such as `2026-11-28 14:03:09`, Gregorian and in Latin digits in every language, as spreadsheets
    /// and programs read it.
    func timestamp(_ date: Date) -> String {
        let seconds = local(date)
        let second = secondOfDay(seconds)
        let day = CalendarDay.gregorian(daysSince1970: (seconds - second) / 86_400)
        return "\(day.year)-\(padded(day.month))-\(padded(day.day)) "
            + "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }

    /// Returns a whole number in the language's digits, without separators.
    func number(_ number: Int) -> String { localized("\(number)") }

    /// Returns a text with its digits replaced by the language's.
    func localized(_ text: String) -> String {
        String(text.map { $0.isASCII ? $0.wholeNumberValue.map { digits[$0] } ?? $0 : $0 })
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Returns the seconds since 1970-01-01 on the wall clock, within the years 1 to 9999, which the calendars cover.
    private func local(_ date: Date) -> Int {
        let bounded = min(max(date.timeIntervalSince1970.rounded(.down).saturated, -62_135_510_400), 253_402_214_400)
        return bounded + timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(bounded)))
    }

    private func secondOfDay(_ seconds: Int) -> Int { ((seconds % 86_400) + 86_400) % 86_400 }

    private func calendarDay(_ seconds: Int) -> CalendarDay {
        let days = (seconds - secondOfDay(seconds)) / 86_400
        return calendar.day(daysSince1970: days)
    }
}

extension PageDates.CalendarKind {
    func day(daysSince1970 days: Int) -> CalendarDay {
        switch self {
        case .gregorian: .gregorian(daysSince1970: days)
        case .persian: .persian(daysSince1970: days)
        }
    }

    /// - Returns: `nil` for a day that the calendar does not have, such as the 31st of Mehr.
    func daysSince1970(of day: CalendarDay) -> Int? {
        func isBefore(_ left: CalendarDay, _ right: CalendarDay) -> Bool {
            (left.year, left.month, left.day) < (right.year, right.month, right.day)
        }
        // The Gregorian years 1 to 9999.
        var (low, high) = (-719_162, 2_932_896)
        while low < high {
            let middle = (low + high) / 2 - ((low + high) % 2 < 0 ? 1 : 0)
            if isBefore(self.day(daysSince1970: middle), day) { low = middle + 1 } else { high = middle }
        }
        return self.day(daysSince1970: low) == day ? low : nil
    }
}
