public import Foundation

/// What came of the requests of a period.
public struct HelpStatistics: Sendable, Equatable {
    /// A number of requests.
    public struct Tally: Sendable, Equatable {
        /// How many were accepted; for a helper: how often their phone was rung.
        public var requests: Int
        /// How many were joined with a helper.
        public var helped: Int
        /// Half of those who were helped waited no longer than this from `accepted` to `connected`; `nil` when nobody was
        /// helped.
        public var medianMilliseconds: Int?

        /// 0 to 1; `nil` when there were no requests.
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
        /// As the call centre knows it now; `nil` for one that is gone, and for a helper without a name.
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
    /// In the order of time; they cover the whole period.
    public var intervals: [Interval]
    /// Those with most requests first.
    public var departments: [Group]
    /// Those who were rung most often first.
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
