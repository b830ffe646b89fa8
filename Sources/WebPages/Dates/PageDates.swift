import Foundation
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

    /// Such as `1405/09/07`, of the calendar and in Latin digits: it can be sorted.
    func numericDay(_ date: Date) -> String {
        let day = calendarDay(local(date))
        return "\(day.year)/\(padded(day.month))/\(padded(day.day))"
    }

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
        return switch calendar {
        case .gregorian: .gregorian(daysSince1970: days)
        case .persian: .persian(daysSince1970: days)
        }
    }
}
