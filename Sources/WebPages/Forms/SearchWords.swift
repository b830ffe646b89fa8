import Hummingbird
import HummingbirdCore
import WebServer

/// The words of a search in a list (`?q=`), however they were typed.
struct SearchWords: Sendable {
    /// The maximum length of a search; no name is longer.
    private static let maximumLength = 100

    let text: String
    private let words: [String]

    init(_ text: String) {
        self.text = String(text.prefix(Self.maximumLength))
        words = self.text.foldedWords
    }

    init(_ request: Request) {
        self.init(request.uri.formField("q") ?? "")
    }

    /// The query of a link to another page of the list; empty if there are no words.
    var query: String { text.isEmpty ? "" : "q=\(PageAddress.encoded(text))" }

    /// Whether one of the texts contains all the words, in any order; always `true` if there are no words.
    func areFound(in texts: [String]) -> Bool {
        words.isEmpty
            || texts.contains { text in
                let text = text.folded
                return words.allSatisfy { text.contains($0) }
            }
    }
}
