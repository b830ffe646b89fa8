import HelpDesk
import Storage
import WebAPI

/// The history of help requests as the web server needs it, with the names that the call centre knows.
struct HistoryAdapter: HistoryDesk {
    let history: HelpRequestHistory
    let callCenter: any CallCenterSource

    func history(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        try await history.page(filter, after: after, limit: limit)
    }

    func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics {
        var statistics = try await history.statistics(query)
        let callCenter = callCenter.current
        for index in statistics.departments.indices {
            statistics.departments[index].name = callCenter.departments[statistics.departments[index].id]?.name
        }
        let names = callCenter.helperNames
        for index in statistics.helpers.indices {
            statistics.helpers[index].name = names[statistics.helpers[index].id]
        }
        return statistics
    }
}

extension CallCenter {
    /// By extension. One who stands in several departments goes by the name that the first of them gives.
    fileprivate var helperNames: [String: String] {
        var names: [String: String] = [:]
        for department in departments.values.sorted(by: { $0.id < $1.id }) {
            for helper in department.helpers where names[helper.extension] == nil {
                names[helper.extension] = helper.name
            }
        }
        return names
    }
}
