import Hummingbird
import HummingbirdCore
import WebServer

/// The words of a search in a list (`?q=`), however they were typed.
struct SearchWords: Sendable {
    /// The maximum length of a search; no name is longer.
    private static let maximumLength = 100

    let text: String
    private let folded: String

    init(_ text: String) {
        self.text = String(text.prefix(Self.maximumLength))
        folded = self.text.folded
    }

    init(_ request: Request) {
        self.init(request.uri.formField("q") ?? "")
    }

    /// The query of a link to another page of the list; empty if there are no words.
    var query: String { text.isEmpty ? "" : "q=\(PageAddress.encoded(text))" }

    /// Whether one of the texts contains the words.
    ///
    /// Every text contains an empty search.
    func areFound(in texts: [String]) -> Bool {
        folded.isEmpty || texts.contains { $0.folded.contains(folded) }
    }
}
