/// The policy of a lookup source: caching, concurrency, when other sources are asked, and which requests are written
/// back.
public struct LookupPolicy: Sendable, Codable, Hashable {
    /// The number of seconds that an answer is reused for the same question; 0 disables the cache.
    public var cacheSeconds: Int
    /// The maximum age in seconds of an answer that is used if the source fails; 0 for never.
    public var staleSeconds: Int
    /// The delay before the next source is asked concurrently, in milliseconds; `nil` waits for this source to finish.
    public var hedgeAfterMilliseconds: Int?
    /// The maximum number of concurrent lookups at the source; further lookups wait within their timeout.
    public var maximumConcurrent: Int
    /// The finished requests that are written into the source, if its mapping supports that.
    public var reports: ReportedRequests

    public init(
        cacheSeconds: Int = 0, staleSeconds: Int = 0, hedgeAfterMilliseconds: Int? = nil, maximumConcurrent: Int = 32,
        reports: ReportedRequests = .none
    ) {
        self.cacheSeconds = cacheSeconds
        self.staleSeconds = staleSeconds
        self.hedgeAfterMilliseconds = hedgeAfterMilliseconds
        self.maximumConcurrent = maximumConcurrent
        self.reports = reports
    }

    /// Decodes a policy; policies stored by earlier versions lack the newer key.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cacheSeconds = try container.decode(Int.self, forKey: .cacheSeconds)
        staleSeconds = try container.decode(Int.self, forKey: .staleSeconds)
        hedgeAfterMilliseconds = try container.decodeIfPresent(Int.self, forKey: .hedgeAfterMilliseconds)
        maximumConcurrent = try container.decode(Int.self, forKey: .maximumConcurrent)
        reports = try container.decodeIfPresent(ReportedRequests.self, forKey: .reports) ?? .none
    }
}
