import Foundation
import HelpDesk
import WebServer

/// Writes dates and numbers as people of one language read them, in the time of this machine.
struct PageDates: Sendable {
    /// The calendar that a language goes by.
    enum CalendarKind: String, Sendable, CaseIterable {
        case gregorian
        case persian
    }

    let calendar: CalendarKind
    /// From 0 to 9.
    let digits: [Character]
    /// Of the calendar.
    let months: [String]
    /// With `{day}`, `{month}` and `{year}`.
    let dayFormat: String
    /// With `{day}` and `{month}`.
    let shortDayFormat: String
    var timeZone = TimeZone.current

    /// Such as `25 November 2026`.
    func day(_ date: Date) -> String { day(date, dayFormat) }

    /// Such as `25 November`.
    func shortDay(_ date: Date) -> String { day(date, shortDayFormat) }

    private func day(_ date: Date, _ format: String) -> String {
        let day = calendarDay(local(date))
        return format.replacing("{day}", with: number(day.day)).replacing("{month}", with: months[day.month - 1])
            .replacing("{year}", with: localized("\(day.year)"))
    }

    /// Such as `19:05`.
    func time(_ date: Date) -> String {
        let minutes = secondOfDay(local(date)) / 60
        return localized("\(padded(minutes / 60)):\(padded(minutes % 60))")
    }

    /// Such as `19:05:09`.
    func exactTime(_ date: Date) -> String {
        let second = secondOfDay(local(date))
        return localized("\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))")
    }

    /// Such as `19:05`, or `25 November 19:05` of another day.
    func moment(_ date: Date, at now: Date) -> String {
        day(date) == day(now) ? time(date) : "\(shortDay(date)) \(time(date))"
    }

    /// Such as `1405/09/07`, of the calendar and in Latin digits: it can be sorted.
    func numericDay(_ date: Date) -> String {
        let day = calendarDay(local(date))
        return "\(day.year)/\(padded(day.month))/\(padded(day.day))"
    }

    /// When a day begins that somebody has written, such as `1405/09/07` or `۱۴۰۵-۹-۷`; `nil` for what is no day.
    ///
    /// - Parameters:
    ///   - text: year, month and day of the calendar; a year that can only be Gregorian is taken for that.
    ///   - later: how many days after that one.
    func startOfDay(_ text: String, later: Int = 0) -> Date? {
        let parts = text.plainNumber.split(omittingEmptySubsequences: false) { "/-.".contains($0) }.map { Int($0) }
        // A year in two digits would be one of antiquity, before all requests.
        guard parts.count == 3, let year = parts[0], year >= 1_000, let month = parts[1], let day = parts[2]
        else { return nil }
        let written = CalendarDay(year: year, month: month, day: day)
        let calendar: CalendarKind = year >= Self.firstGregorianYear ? .gregorian : calendar
        guard let days = calendar.daysSince1970(of: written) else { return nil }
        let local = Double((days + later) * 86_400)
        // What the clock differs by at that midnight, and not half a day before or after.
        let about = local - Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: local)))
        return Date(
            timeIntervalSince1970: local - Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: about))))
    }

    /// No Persian year of a call centre is as high as this.
    private static let firstGregorianYear = 1_700

    /// Such as `2026-11-28 14:03:09`, Gregorian and in Latin digits whatever the language, as spreadsheets and programs
    /// read it.
    func timestamp(_ date: Date) -> String {
        let seconds = local(date)
        let second = secondOfDay(seconds)
        let day = CalendarDay.gregorian(daysSince1970: (seconds - second) / 86_400)
        return "\(day.year)-\(padded(day.month))-\(padded(day.day)) "
            + "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }

    /// A whole number with the language's digits, without separators.
    func number(_ number: Int) -> String { localized("\(number)") }

    /// A text with its digits replaced by the language's.
    func localized(_ text: String) -> String {
        String(text.map { $0.isASCII ? $0.wholeNumberValue.map { digits[$0] } ?? $0 : $0 })
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Seconds since 1970-01-01 on the wall clock; held within the years 1 to 9999, for which the calendars are made.
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
