import HelpDesk

/// One page of a listing.
struct HelpRequestPage: Encodable {
    var items: [HelpRequest]
    /// What to give as `after` for the next page; `nil` on the last.
    var next: HelpRequestID?

    private enum CodingKeys: CodingKey {
        case items, next
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
