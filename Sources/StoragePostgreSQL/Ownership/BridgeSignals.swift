import ConcurrencyPrimitives

/// What bridges tell each other by `NOTIFY`: that there is something to look at. Whoever misses it finds it at the next look.
struct BridgeSignals: Sendable {
    enum Word: String, Sendable, CaseIterable {
        /// Requests have changed.
        case requests
        /// There is something to do for the owner of a PBX.
        case orders
        /// An order was answered.
        case answers
        /// A bridge has come.
        case bridges
    }

    static let channel = "helpbridge"

    private let counts = Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0, EventCount()) })

    /// How often a word was heard.
    subscript(word: Word) -> EventCount { counts[word] ?? EventCount() }

    /// A word of another bridge.
    func heard(_ payload: String) {
        if let word = Word(rawValue: payload) { self[word].advance() }
    }

    /// Nobody knows what was missed.
    func heardAll() {
        for count in counts.values { count.advance() }
    }
}
