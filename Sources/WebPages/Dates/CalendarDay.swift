import WebEncoding

/// A day of a calendar.
///
/// Computed by hand: Foundation's `Calendar` takes too long for a page with hundreds of dates.
struct CalendarDay: Sendable, Equatable {
    var year: Int
    /// The month, from 1.
    var month: Int
    /// The day of the month, from 1.
    var day: Int

    /// - Parameter days: the days since 1970-01-01.
    static func gregorian(daysSince1970 days: Int) -> CalendarDay {
        let date = CivilDate(daysSince1970: days)
        return CalendarDay(year: date.year, month: date.month, day: date.day)
    }

    /// - Parameter days: the days since 1970-01-01.
    /// - Returns: the day in the Persian calendar, by its cycle of 33 years, which agrees with the astronomical rule
    ///   for the years 1178 to 1633 (AD 1799 to 2255).
    static func persian(daysSince1970 days: Int) -> CalendarDay {
        // The days since the first day of the year -1595, the first year of a cycle.
        var rest = days + 1_075_195
        var year = -1_595 + 33 * (rest / 12_053)
        rest %= 12_053
        year += 4 * (rest / 1_461)
        rest %= 1_461
        if rest > 365 {
            year += (rest - 1) / 365
            rest = (rest - 1) % 365
        }
        // Six months of 31 days, then months of 30.
        return rest < 186
            ? CalendarDay(year: year, month: 1 + rest / 31, day: 1 + rest % 31)
            : CalendarDay(year: year, month: 7 + (rest - 186) / 30, day: 1 + (rest - 186) % 30)
    }
}
