public import HelpDesk

/// A store of help requests that includes the ended ones; it knows no names.
public protocol HistoryStore: Sendable {
    /// Returns requests, newest first.
    func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage
    /// Returns the statistics of the requests that match the query.
    func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics
    /// Returns who was on operators' calls, newest first.
    func listenings(_ filter: ListeningFilter, after: Listening.ID?, limit: Int) async throws -> ListeningPage
}

/// The history of help requests, with the names that the call centre knows.
///
/// The caller narrows departments and operators to those that a user may see.
public struct HistoryService: Sendable {
    private let store: any HistoryStore
    private let callCenter: any CallCenterSource

    public init(store: any HistoryStore, callCenter: any CallCenterSource) {
        self.store = store
        self.callCenter = callCenter
    }

    /// Returns requests, newest first.
    ///
    /// - Parameters:
    ///   - filter: the requests to return.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
    ///   - limit: 1 to 200.
    public func history(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        try await store.page(filter, after: after, limit: limit)
    }

    /// Returns who was on operators' calls, newest first, with the names known at that time, or known now.
    ///
    /// - Parameters:
    ///   - filter: the listenings to return.
    ///   - after: the `next` of the previous page; `nil` begins with the newest.
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

    /// Returns statistics, within milliseconds.
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
    /// The helpers' names by extension.
    ///
    /// The first of several departments decides.
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
