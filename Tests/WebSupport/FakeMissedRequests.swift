public import Administration
import ConcurrencyPrimitives
public import HelpDesk

/// Missed requests in memory.
public final class FakeMissedRequests: MissedRequestStore {
    public struct DiskFailure: Error {}

    private let requests: Locked<[MissedRequest]>
    private let isBroken: Bool

    public var all: [MissedRequest] { requests.withLock { $0 } }

    /// - Parameters:
    ///   - requests: newest first, nobody has seen to any.
    ///   - isBroken: whether the disk fails.
    public init(_ requests: [HelpRequest] = [], isBroken: Bool = false) {
        self.requests = Locked(requests.map { MissedRequest(request: $0, settlement: nil) })
        self.isBroken = isBroken
    }

    public func missed(
        departments: Set<String>?, isSettled: Bool, after: HelpRequestID?, limit: Int
    ) async throws -> MissedRequestPage {
        if isBroken { throw DiskFailure() }
        let found = all.filter {
            (departments?.contains($0.request.department) ?? true) && ($0.settlement != nil) == isSettled
        }
        let start = after.flatMap { id in found.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
        let page = found[start...].prefix(limit)
        return MissedRequestPage(requests: Array(page), next: page.endIndex < found.endIndex ? page.last?.id : nil)
    }

    public func missedCount(departments: Set<String>?, upTo limit: Int) async throws -> Int {
        try await missed(departments: departments, isSettled: false, after: nil, limit: limit).requests.count
    }

    public func missed(_ id: HelpRequestID) async throws -> MissedRequest? { all.first { $0.id == id } }

    public func settle(
        _ id: HelpRequestID, _ settlement: MissedRequest.Settlement?, overwrites: Bool
    ) async throws -> (request: MissedRequest, isChanged: Bool)? {
        if isBroken { throw DiskFailure() }
        return requests.withLock { requests in
            guard let index = requests.firstIndex(where: { $0.id == id }) else { return nil }
            let isChanged = overwrites || (requests[index].settlement == nil) != (settlement == nil)
            if isChanged { requests[index].settlement = settlement }
            return (requests[index], isChanged)
        }
    }
}
