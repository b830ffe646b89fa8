/// How a language says a date that is written in numbers: `1403/05/03`, `3.5.2024`, `2024-05-03`.
public struct DateWords: Sendable, Equatable {
    /// The months of one calendar, which is recognised by the year.
    public struct Calendar: Sendable, Equatable {
        public var years: ClosedRange<Int>
        /// Twelve.
        public var months: [String]

        public init(years: ClosedRange<Int>, months: [String]) {
            self.years = years
            self.months = months
        }
    }

    public var calendars: [Calendar]
    /// The days of the month, thirty-one; where there are none, the number is said.
    public var days: [String]
    /// With `{day}`, `{month}` and `{year}`.
    public var text: String

    public init(calendars: [Calendar], days: [String], text: String) {
        self.calendars = calendars
        self.days = days
        self.text = text
    }

    static let names: Set = ["day", "month", "year"]

    /// - Parameter parts: three numbers as they were written, the year first or last.
    /// - Returns: the date with the year, and the day where it has no word, still in digits; `nil` if it is no date.
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
