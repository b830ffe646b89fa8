/// Where the events of one request go.
protocol Inbox: AnyObject, Sendable {
    /// Takes an event; must return at once.
    func take(_ letter: Letter)
    /// Nothing more will come.
    func close()
}

/// An inbox for somebody who waits for the next event.
final class InboxStream: Inbox {
    let letters: AsyncStream<Letter>
    private let entrance: AsyncStream<Letter>.Continuation

    init() {
        (letters, entrance) = AsyncStream.makeStream()
    }

    func take(_ letter: Letter) { entrance.yield(letter) }
    func close() { entrance.finish() }
}
