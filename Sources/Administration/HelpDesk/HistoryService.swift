public import HelpDesk

/// Keeps the help requests that are over as well; it knows nobody's name.
public protocol HistoryStore: Sendable {
    /// Newest first.
    func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage
    /// The numbers of the requests that the query asks about.
    func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics
    /// Who was on operators' calls; newest first.
    func listenings(_ filter: ListeningFilter, after: Listening.ID?, limit: Int) async throws -> ListeningPage
}

/// Looks back at the help requests, with the names that the call centre knows. What a user may see is up to the caller,
/// who narrows the departments and operators.
public struct HistoryService: Sendable {
    private let store: any HistoryStore
    private let callCenter: any CallCenterSource

    public init(store: any HistoryStore, callCenter: any CallCenterSource) {
        self.store = store
        self.callCenter = callCenter
    }

    /// Newest first.
    ///
    /// - Parameters:
    ///   - filter: which requests.
    ///   - after: the `next` of the page before; `nil` begins with the newest.
    ///   - limit: 1 to 200.
    public func history(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        try await store.page(filter, after: after, limit: limit)
    }

    /// Who was on operators' calls, newest first; with the names that were known then, or are known now.
    ///
    /// - Parameters:
    ///   - filter: which listenings.
    ///   - after: the `next` of the page before; `nil` begins with the newest.
    ///   - limit: 1 to 200.
    public func listenings(
        _ filter: ListeningFilter, after: Listening.ID?, limit: Int
    ) async throws -> ListeningPage {
        var page = try await store.listenings(filter, after: after, limit: limit)
        let names = callCenter.current.helperNames
        for index in page.listenings.indices where page.listenings[index].name == nil {
            page.listenings[index].name = names[page.listenings[index].extension]
        }
        return page
    }

    /// Counts and measures; answers within milliseconds.
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
