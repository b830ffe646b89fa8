import ConcurrencyPrimitives

/// The notifications between bridges by `NOTIFY`, each of which causes a read; a missed one is made up for by the next
/// poll.
struct BridgeSignals: Sendable {
    enum Word: String, Sendable, CaseIterable {
        /// Requests changed.
        case requests
        /// There are orders for the owner of a PBX.
        case orders
        /// An order was answered.
        case answers
        /// A bridge joined.
        case bridges
    }

    static let channel = "helpbridge"

    private let counts = Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0, EventCount()) })

    /// The count of notifications with a word.
    subscript(word: Word) -> EventCount { counts[word] ?? EventCount() }

    /// Counts a notification of another bridge.
    func heard(_ payload: String) {
        if let word = Word(rawValue: payload) { self[word].advance() }
    }

    /// Counts every word, since it is unknown which notifications were missed.
    func heardAll() {
        for count in counts.values { count.advance() }
    }
}
