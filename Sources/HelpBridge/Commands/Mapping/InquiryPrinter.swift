import Administration
import Foundation
import HelpDesk

/// Prints a lookup source's answer.
struct InquiryPrinter {
    let trace: Bool
    let json: Bool

    func print(_ source: SourceTrace) throws {
        if json {
            var document = source
            if !trace { document.exchanges = nil }
            return try Console.print(json: document)
        }
        if trace { source.exchanges?.forEach(print) }
        let detail = source.detail.map { ": \($0)" } ?? ""
        var lines = ["\(source.result.rawValue) after \(source.milliseconds) ms\(detail)"]
        if let message = source.message { lines.append("  the CRM says: \(message)") }
        lines += source.managers.map { manager in
            "  \(manager.extension)  \([manager.name, manager.department].compactMap(\.self).joined(separator: ", "))"
        }
        lines.map(LogText.escaped).forEach(Console.print)
    }

    private func print(_ exchange: SourceTrace.Exchange) {
        Self.lines(exchange).forEach(Console.print)
        Console.print("")
    }

    /// Returns the sent lines with a `>` prefix and the received ones with `<`; control characters are escaped.
    static func lines(_ exchange: SourceTrace.Exchange) -> [String] {
        let sent =
            ["\(exchange.method) \(exchange.url)"] + exchange.requestHeaders + bodyLines(exchange.requestBody)
        let received: [String] =
            if let status = exchange.status {
                ["\(status) after \(exchange.milliseconds) ms"] + exchange.responseHeaders
                    + bodyLines(exchange.responseBody)
            } else {
                ["no answer after \(exchange.milliseconds) ms: \(exchange.failure ?? "unknown")"]
            }
        return sent.map { "> \(LogText.escaped($0))" } + received.map { "< \(LogText.escaped($0))" }
    }

    private static func bodyLines(_ body: String) -> [String] {
        body.split(whereSeparator: \.isNewline).map(String.init)
    }
}
