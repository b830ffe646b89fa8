/// A language's rules for numeric times of day: `14:30`.
public struct TimeWords: Sendable, Equatable {
    /// The time as written, left to the engine.
    public static let written = "{hour}:{minute}"

    /// The template for full hours, with `{hour}`.
    public var hour: String
    /// The template for other times, with `{hour}` and `{minute}`.
    public var minute: String
    /// The word between the ends of `10:00-12:30`, including spaces; `nil` for that of numbers, or else the hyphen.
    public var range: String?

    public init(hour: String = Self.written, minute: String = Self.written, range: String? = nil) {
        self.hour = hour
        self.minute = minute
        self.range = range
    }

    static let names: Set = ["hour", "minute"]

    /// - Parameters:
    ///   - hours: one or two digits.
    ///   - minutes: two digits.
    /// - Returns: the time in digits, the hour without a leading zero; `nil` if it is not a time.
    func words(_ hours: String, _ minutes: String) -> String? {
        guard hours.utf8.count <= 2, minutes.utf8.count == 2, let hour = Int(hours), let minute = Int(minutes),
            (0...24).contains(hour), (0...59).contains(minute)
        else { return nil }
        return TextTemplate.fill(
            minute == 0 ? self.hour : self.minute, with: ["hour": String(hour), "minute": minutes])
    }

    /// Returns the unit in the text of a time, in tokens: `Uhr` of `14 Uhr 30`, `o'clock` of `9 o'clock`.
    func units(in time: String) -> [[TextToken]] {
        [time, hour].compactMap { text in
            let start = text.lastIndex { $0 == "}" || $0.isNumber }.map(text.index(after:)) ?? text.startIndex
            let unit = text[start...].drop { $0 == " " }
            return unit.isEmpty || !time.contains(unit) ? nil : TextToken.tokens(of: String(unit))
        }
    }
}
