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
