/// How a language says a time of day that is written in numbers: `14:30`.
public struct TimeWords: Sendable, Equatable {
    /// The full hour, with `{hour}`.
    public var hour: String
    /// With `{hour}` and `{minute}`.
    public var minute: String

    public init(hour: String, minute: String) {
        self.hour = hour
        self.minute = minute
    }

    static let names: Set = ["hour", "minute"]

    /// - Parameters:
    ///   - hours: one or two digits.
    ///   - minutes: two digits.
    /// - Returns: the time with its numbers in digits, without leading zeros; `nil` if it is no time.
    func words(_ hours: String, _ minutes: String) -> String? {
        guard hours.utf8.count <= 2, minutes.utf8.count == 2, let hour = Int(hours), let minute = Int(minutes),
            (0...24).contains(hour), (0...59).contains(minute)
        else { return nil }
        return TextTemplate.fill(
            minute == 0 ? self.hour : self.minute, with: ["hour": String(hour), "minute": String(minute)])
    }
}
