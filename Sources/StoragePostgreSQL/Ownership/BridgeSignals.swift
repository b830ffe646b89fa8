import ConcurrencyPrimitives

/// The signals that bridges send each other by `NOTIFY`: hints to look at the database.
///
/// The next poll finds what a missed signal announced.
struct BridgeSignals: Sendable {
    enum Word: String, Sendable, CaseIterable {
        /// Requests changed.
        case requests
        /// The owner of a PBX has new orders.
        case orders
        /// An order was answered.
        case answers
        /// A bridge has joined.
        case bridges
    }

    static let channel = "helpbridge"

    private let counts = Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0, EventCount()) })

    /// The number of signals received of a kind.
    subscript(word: Word) -> EventCount { counts[word] ?? EventCount() }

    /// Counts a signal of another bridge.
    func heard(_ payload: String) {
        if let word = Word(rawValue: payload) { self[word].advance() }
    }

    /// Counts a signal of each kind, since any may have been missed.
    func heardAll() {
        for count in counts.values { count.advance() }
    }
}
