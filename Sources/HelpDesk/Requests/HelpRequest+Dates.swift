import Foundation

extension HelpRequest {
    /// Whether calendars know all its dates: stored data may hold any number, and computing the interval between two
    /// such dates would crash the process.
    public var hasPlausibleDates: Bool {
        ([createdAt, updatedAt] + timeline.map(\.at) + supervisors.map(\.at) + supervisors.compactMap(\.joinedAt))
            .allSatisfy(\.isPlausible)
    }
}

extension Date {
    /// From year 1 to year 9999, the range in which calendars and clocks agree.
    var isPlausible: Bool { (-62_135_596_800..<253_402_300_800).contains(timeIntervalSince1970) }
}
