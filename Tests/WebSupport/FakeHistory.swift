public import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk
import NIOPosix

/// A history of given requests, newest first, which remembers what it was asked for.
public final class FakeHistory: HistoryStore {
    public struct DiskFailure: Error {}

    private let requests: [HelpRequest]
    /// The page, counted from 0, at which the disk fails.
    private let brokenPage: Int?
    private let heard: [Listening]
    private let asked = Locked<(filters: [HistoryFilter], queries: [StatisticsQuery])>(([], []))
    private let askedListenings = Locked<[ListeningFilter]>([])

    private let reads = Locked<[Bool]>([])

    /// For each page that was read, whether that was on the thread of an event loop.
    public var readsOnEventLoop: [Bool] { reads.withLock { $0 } }

    public var filters: [HistoryFilter] { asked.withLock { $0.filters } }
    public var queries: [StatisticsQuery] { asked.withLock { $0.queries } }

    public var listeningFilters: [ListeningFilter] { askedListenings.withLock { $0 } }

    public init(_ requests: [HelpRequest] = [], listenings: [Listening] = [], brokenPage: Int? = nil) {
        self.requests = requests
        heard = listenings
        self.brokenPage = brokenPage
    }

    public func page(_ filter: HistoryFilter, after: HelpRequestID?, limit: Int) async throws -> HistoryPage {
        asked.withLock { $0.filters.append(filter) }
        noteRead()
        let start = after.flatMap { id in requests.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
        if let brokenPage, start / limit >= brokenPage { throw DiskFailure() }
        let page = requests[start...].prefix(limit)
        return HistoryPage(requests: Array(page), next: page.endIndex < requests.endIndex ? page.last?.id : nil)
    }

    public func listenings(
        _ filter: ListeningFilter, after: Listening.ID?, limit: Int
    ) async throws -> ListeningPage {
        askedListenings.withLock { $0.append(filter) }
        noteRead()
        let start = after.flatMap { id in heard.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
        let page = heard[start...].prefix(limit)
        return ListeningPage(listenings: Array(page), next: page.endIndex < heard.endIndex ? page.last?.id : nil)
    }

    private func noteRead() {
        reads.withLock { $0.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) }
    }

    public func statistics(_ query: StatisticsQuery) async throws -> HelpStatistics {
        asked.withLock { $0.queries.append(query) }
        let tally = HelpStatistics.Tally(requests: 4, helped: 3, medianMilliseconds: 8000)
        return HelpStatistics(
            from: query.boundaries[0], to: query.boundaries[query.boundaries.count - 1], total: tally,
            intervals: zip(query.boundaries, query.boundaries.dropFirst()).map {
                .init(from: $0, to: $1, requests: 0, helped: 0)
            },
            departments: [.init(id: "support", name: nil, tally: tally)],
            helpers: [.init(id: "299", name: nil, tally: .init(requests: 0, helped: 0, medianMilliseconds: nil))])
    }
}
