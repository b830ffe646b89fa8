import Foundation

extension HelpRequest {
    /// Whether calendars know all its dates: what was stored may hold any number, and a time between two such dates
    /// ends the process where it is counted.
    public var hasPlausibleDates: Bool {
        ([createdAt, updatedAt] + timeline.map(\.at) + supervisors.map(\.at) + supervisors.compactMap(\.joinedAt))
            .allSatisfy(\.isPlausible)
    }
}

extension Date {
    /// From the year 1 to the year 9999, in which calendars and clocks agree with each other.
    var isPlausible: Bool { (-62_135_596_800..<253_402_300_800).contains(timeIntervalSince1970) }
}
