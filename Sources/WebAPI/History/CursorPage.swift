/// One page of a listing, newest first.
struct CursorPage<Item: Encodable, Cursor: Encodable>: Encodable {
    var items: [Item]
    /// What to give as `after` for the next page, where the items are older; `nil` on the last.
    var next: Cursor?

    private enum CodingKeys: CodingKey {
        case items, next
    }

    init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }

    /// - Parameters:
    ///   - found: up to one more than a page shows, which tells whether there is another page.
    ///   - limit: how many a page shows.
    ///   - cursor: what the page after an item is asked for with.
    init(_ found: [Item], limit: Int, cursor: (Item) -> Cursor) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(cursor) : nil
    }

    /// `next` is there on the last page, too.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
