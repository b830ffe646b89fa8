import Hummingbird
import HummingbirdCore
import WebServer

/// What somebody looks for in a list, however it was typed: `?q=`.
struct SearchWords: Sendable {
    /// More is nobody's name.
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

    /// As a link takes them to another page of the list; empty for none.
    var query: String { text.isEmpty ? "" : "q=\(PageAddress.encoded(text))" }

    /// Whether one of the texts has the words in it. No words are a part of every text.
    func areFound(in texts: [String]) -> Bool {
        folded.isEmpty || texts.contains { $0.folded.contains(folded) }
    }
}
