import Foundation

/// A period of statistics, cut at the full hours or days of a place.
struct StatisticsPeriod: Sendable, Equatable {
    enum Step: String, Sendable, CaseIterable {
        case hour, day
    }

    /// More bars than any chart shows: a month of hours, two years of days.
    static let mostIntervals = 750

    var from: Date
    /// Does not belong to the period.
    var to: Date
    var step: Step
    /// Decides where days, and in some places hours, begin.
    var timeZone: TimeZone

    /// - Returns: the start, each full hour or day within, the end; `nil` when the end is not after the start, or when
    ///   there would be more than ``mostIntervals``.
    var boundaries: [Date]? {
        guard from < to else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let component: Calendar.Component = step == .hour ? .hour : .day
        var boundaries = [from]
        var reached = from
        while let next = calendar.dateInterval(of: component, for: reached)?.end, next > reached, next < to {
            guard boundaries.count < Self.mostIntervals else { return nil }
            boundaries.append(next)
            reached = next
        }
        return boundaries + [to]
    }
}
