/// How a lookup source is treated: what is remembered of it, how much is asked of it at once, when others are asked, and
/// what is written into it afterwards.
public struct LookupPolicy: Sendable, Codable, Hashable {
    /// How long an answer serves for the same question, in seconds; 0 asks anew each time.
    public var cacheSeconds: Int
    /// How long an answer may still serve when the source fails, in seconds from when it was given; 0 for never.
    public var staleSeconds: Int
    /// How long to wait before the next source is asked beside this one, in milliseconds; `nil` waits for its end.
    public var hedgeAfterMilliseconds: Int?
    /// How many lookups may be under way at the source at once; the others wait within their time.
    public var maximumConcurrent: Int
    /// Which finished requests are written into it, where its mapping can do that.
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

    /// What an earlier version has stored lacks the newer key.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cacheSeconds = try container.decode(Int.self, forKey: .cacheSeconds)
        staleSeconds = try container.decode(Int.self, forKey: .staleSeconds)
        hedgeAfterMilliseconds = try container.decodeIfPresent(Int.self, forKey: .hedgeAfterMilliseconds)
        maximumConcurrent = try container.decode(Int.self, forKey: .maximumConcurrent)
        reports = try container.decodeIfPresent(ReportedRequests.self, forKey: .reports) ?? .none
    }
}
