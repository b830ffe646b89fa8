import Foundation
import HelpDesk

/// The API's form of statistics.
struct StatisticsBody: Encodable {
    private struct Tally: Encodable {
        private enum CodingKeys: CodingKey {
            case id, name, requests, helped, share, medianMilliseconds
        }

        /// The group that is counted; `nil` for the total.
        var group: HelpStatistics.Group?
        var tally: HelpStatistics.Tally

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if let group {
                try container.encode(group.id, forKey: .id)
                try container.encode(group.name, forKey: .name)
            }
            try container.encode(tally.requests, forKey: .requests)
            try container.encode(tally.helped, forKey: .helped)
            try container.encode(tally.share, forKey: .share)
            try container.encode(tally.medianMilliseconds, forKey: .medianMilliseconds)
        }
    }

    private struct Interval: Encodable {
        var from: Date
        var to: Date
        var requests: Int
        var helped: Int
    }

    private var from: Date
    private var to: Date
    private var total: Tally
    private var intervals: [Interval]
    private var departments: [Tally]
    private var helpers: [Tally]

    init(_ statistics: HelpStatistics) {
        from = statistics.from
        to = statistics.to
        total = Tally(tally: statistics.total)
        intervals = statistics.intervals.map {
            Interval(from: $0.from, to: $0.to, requests: $0.requests, helped: $0.helped)
        }
        departments = statistics.departments.map { Tally(group: $0, tally: $0.tally) }
        helpers = statistics.helpers.map { Tally(group: $0, tally: $0.tally) }
    }
}
