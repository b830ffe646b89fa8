/// A voice's pronunciations of whole words.
///
/// Words of three and more Latin letters are found whatever their case; shorter ones, such as `IT`, only as they are
/// written. Words of other scripts are found with their vowel signs and with endings behind a zero-width non-joiner,
/// too, which stay. A short form with its dot, such as `no.`, is found where a number follows, and a letter with its
/// dot also where a name does.
public struct PronouncedWords: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private let words: [String: String]
    private let folded: [String: String]

    private static let shortestFolded = 3

    /// - Parameter words: the written words, and what is said for each.
    public init(_ words: [String: String]) {
        let pairs = words.map { (TextNormalization.apply(to: $0), $1) }
        self.words = Dictionary(pairs) { first, _ in first }
        folded = Dictionary(
            pairs.filter { $0.0.utf8.count >= Self.shortestFolded }.map { ($0.0.lowercased(), $0.1) }
        ) { first, _ in first }
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { first, _ in first })
    }

    /// - Returns: the word itself if it has no other pronunciation.
    func spoken(_ word: String) -> String {
        guard !words.isEmpty else { return word }
        if let spoken = words[word] { return spoken }
        if word.utf8.allSatisfy({ $0 < 0x80 }) {
            return word.utf8.count >= Self.shortestFolded ? folded[word.lowercased()] ?? word : word
        }
        let stem = word.stemWithoutEnding
        guard stem.endIndex < word.unicodeScalars.endIndex, let spoken = words[String(stem)] else { return word }
        return spoken + String(word.unicodeScalars[stem.endIndex...])
    }

    /// What is said for a word and the dot behind it, before a number; for a letter also before a name.
    func spoken(shortForm word: String) -> String? {
        words[word + "."] ?? folded[word.lowercased() + "."]
    }
}

extension String {
    /// The part before a zero-width non-joiner, without vowel signs at its end.
    fileprivate var stemWithoutEnding: Substring.UnicodeScalarView {
        var stem = Substring(self).unicodeScalars
        if let joiner = stem.firstIndex(of: "\u{200C}") { stem = stem[..<joiner] }
        while let last = stem.last, last.properties.generalCategory == .nonspacingMark { stem.removeLast() }
        return stem
    }

    /// The word in the form used for looking up how the number after it is read: lower case, without vowel signs, and
    /// without anything from a zero-width non-joiner on.
    var asNumberContext: String {
        var stem = String.UnicodeScalarView()
        // Lower case first: `İ` becomes an i and a combining mark.
        for scalar in lowercased().unicodeScalars {
            if scalar == "\u{200C}" { break }
            if scalar.properties.generalCategory != .nonspacingMark { stem.append(scalar) }
        }
        return String(stem)
    }
}
