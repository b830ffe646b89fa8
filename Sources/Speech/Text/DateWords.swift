/// A language's rules for numeric dates: `1403/05/03`, `3.5.2024`, `2024-05-03`.
public struct DateWords: Sendable, Equatable {
    /// The months of a calendar, which is recognised by the year.
    public struct Calendar: Sendable, Equatable {
        public var years: ClosedRange<Int>
        /// The twelve names of the months.
        public var months: [String]

        public init(years: ClosedRange<Int>, months: [String]) {
            self.years = years
            self.months = months
        }
    }

    public var calendars: [Calendar]
    /// The thirty-one names of the days of the month; if empty, the number is said.
    public var days: [String]
    /// The template, with `{day}`, `{month}` and `{year}`.
    public var text: String

    public init(calendars: [Calendar], days: [String], text: String) {
        self.calendars = calendars
        self.days = days
        self.text = text
    }

    static let names: Set = ["day", "month", "year"]

    /// - Parameter parts: three numbers as written, the year first or last.
    /// - Returns: the date with the year in digits, and the day too if it has no word; `nil` if it is not a date.
    func words(_ parts: [String]) -> String? {
        let ordered = parts[0].utf8.count == 4 ? parts : parts.reversed()
        guard ordered[0].utf8.count == 4, ordered[1].utf8.count <= 2, ordered[2].utf8.count <= 2,
            let year = Int(ordered[0]), let month = Int(ordered[1]), let day = Int(ordered[2]),
            let calendar = calendars.first(where: { $0.years.contains(year) }),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return TextTemplate.fill(
            text,
            with: [
                "day": days.isEmpty ? String(day) : days[day - 1], "month": calendar.months[month - 1],
                "year": String(year),
            ])
    }
}
