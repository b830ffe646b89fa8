/// One page of a listing, newest first.
struct CursorPage<Item: Encodable, Cursor: Encodable>: Encodable {
    var items: [Item]
    /// The value of `after` for the next page, whose items are older; `nil` on the last page.
    var next: Cursor?

    private enum CodingKeys: CodingKey {
        case items, next
    }

    init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }

    /// - Parameters:
    ///   - found: up to one more item than the page shows, which indicates that there is another page.
    ///   - limit: the number of items that a page shows.
    ///   - cursor: returns the cursor for the page after an item.
    init(_ found: [Item], limit: Int, cursor: (Item) -> Cursor) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(cursor) : nil
    }

    /// Encodes `next` on the last page, too.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
