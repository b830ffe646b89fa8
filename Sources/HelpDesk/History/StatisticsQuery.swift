public import Foundation

/// A query for statistics.
public struct StatisticsQuery: Sendable, Equatable {
    /// The boundaries of the chart's intervals, in ascending order, at least two.
    ///
    /// The first is the start of the period, the last its end, exclusive.
    public var boundaries: [Date]
    /// The ids of the serving departments; `nil` for all departments.
    public var departments: Set<String>?

    public init(boundaries: [Date], departments: Set<String>? = nil) {
        self.boundaries = boundaries
        self.departments = departments
    }
}
