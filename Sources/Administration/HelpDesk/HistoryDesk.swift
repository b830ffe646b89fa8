public import HelpDesk

/// Looks back at the help requests. What a user may see is up to the caller, who narrows the departments and operators.
public protocol HistoryDesk: Sendable {
    /// Newest first.
    ///
    /// - Parameters:
    ///   - filter: which requests.
    ///   - after: the `next` of the page before; `nil` begins with the newest.
    ///   - limit: 1 to 200.
    func history(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage
    /// Counts and measures; answers within milliseconds.
    func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics
}

/// Keeps the help requests that are over as well; it knows nobody's name.
public protocol HistoryStore: Sendable {
    /// Newest first.
    func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage
    func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics
}

/// The history of help requests, with the names that the call centre knows.
public struct HistoryService: HistoryDesk {
    private let store: any HistoryStore
    private let callCenter: any CallCenterSource

    public init(store: any HistoryStore, callCenter: any CallCenterSource) {
        self.store = store
        self.callCenter = callCenter
    }

    public func history(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        try await store.page(filter, after: after, limit: limit)
    }

    public func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics {
        var statistics = try await store.statistics(query)
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
