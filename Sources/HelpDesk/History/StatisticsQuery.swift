public import Foundation

/// Which statistics are wanted.
public struct StatisticsQuery: Sendable, Equatable {
    /// Where the intervals of the chart begin and end, in ascending order, at least two: the first is the period's start,
    /// the last its end, which does not belong to it.
    public var boundaries: [Date]
    /// Only requests that one of these departments served; `nil` for all of them.
    public var departments: Set<String>?

    public init(boundaries: [Date], departments: Set<String>? = nil) {
        self.boundaries = boundaries
        self.departments = departments
    }
}
