public import Foundation

/// A period of statistics, divided at the full hours or days of a time zone.
public struct StatisticsPeriod: Sendable, Equatable {
    /// The length of each interval.
    public enum Step: String, Sendable, CaseIterable {
        case hour, day
    }

    /// The maximum number of intervals, more than any chart shows: a month of hours, two years of days.
    public static let maximumIntervals = 750

    public var from: Date
    /// The end of the period, exclusive.
    public var to: Date
    public var step: Step
    /// The time zone, which determines where days, and in some places hours, begin.
    public var timeZone: TimeZone

    public init(from: Date, to: Date, step: Step, timeZone: TimeZone) {
        self.from = from
        self.to = to
        self.step = step
        self.timeZone = timeZone
    }

    /// The start, each full hour or day in between, and the end; `nil` if the end is not after the start, or if there
    /// would be more than ``maximumIntervals``.
    public var boundaries: [Date]? {
        guard from < to else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let component: Calendar.Component = step == .hour ? .hour : .day
        var boundaries = [from]
        var reached = from
        while let next = calendar.dateInterval(of: component, for: reached)?.end, next > reached, next < to {
            guard boundaries.count < Self.maximumIntervals else { return nil }
            boundaries.append(next)
            reached = next
        }
        return boundaries + [to]
    }
}
