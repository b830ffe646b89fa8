public import Foundation

/// The statistics of the requests in a period.
public struct HelpStatistics: Sendable, Equatable {
    /// A number of requests.
    public struct Tally: Sendable, Equatable {
        /// The number of accepted requests; for a helper, how often their phone was rung.
        public var requests: Int
        /// The number of requests that were connected with a helper.
        public var helped: Int
        /// The median time from `accepted` to `connected`; `nil` if nobody was helped.
        public var medianMilliseconds: Int?

        /// The share of requests that were helped, from 0 to 1; `nil` if there were no requests.
        public var share: Double? { requests == 0 ? nil : Double(helped) / Double(requests) }

        public init(requests: Int, helped: Int, medianMilliseconds: Int?) {
            self.requests = requests
            self.helped = helped
            self.medianMilliseconds = medianMilliseconds
        }
    }

    /// One bar of the chart.
    public struct Interval: Sendable, Equatable {
        public var from: Date
        public var to: Date
        public var requests: Int
        public var helped: Int

        public init(from: Date, to: Date, requests: Int, helped: Int) {
            self.from = from
            self.to = to
            self.requests = requests
            self.helped = helped
        }
    }

    /// A department or a helper.
    public struct Group: Sendable, Equatable {
        /// The department's id, or the helper's extension.
        public var id: String
        /// The current name in the call centre; `nil` if the group no longer exists or the helper has no name.
        public var name: String?
        public var tally: Tally

        public init(id: String, name: String?, tally: Tally) {
            self.id = id
            self.name = name
            self.tally = tally
        }
    }

    public var from: Date
    public var to: Date
    public var total: Tally
    /// The intervals in chronological order; they cover the whole period.
    public var intervals: [Interval]
    /// The departments, those with the most requests first.
    public var departments: [Group]
    /// The helpers, those rung most often first.
    public var helpers: [Group]

    public init(
        from: Date, to: Date, total: Tally, intervals: [Interval], departments: [Group], helpers: [Group]
    ) {
        self.from = from
        self.to = to
        self.total = total
        self.intervals = intervals
        self.departments = departments
        self.helpers = helpers
    }
}
