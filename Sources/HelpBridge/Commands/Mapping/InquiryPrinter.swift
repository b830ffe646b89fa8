import Administration
import Foundation
import HelpDesk

/// Prints what a lookup source said.
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
        Console.print("\(source.result.rawValue) after \(source.milliseconds) ms\(detail)")
        if let message = source.message { Console.print("  the CRM says: \(message)") }
        for manager in source.managers { Console.print("  \(manager.extension)  \(manager.name ?? "")") }
    }

    private func print(_ exchange: SourceTrace.Exchange) {
        Self.lines(exchange).forEach(Console.print)
        Console.print("")
    }

    /// What was sent, behind `>`, and what came back, behind `<`.
    static func lines(_ exchange: SourceTrace.Exchange) -> [String] {
        var lines = ["> \(exchange.method) \(exchange.url)"] + exchange.requestHeaders.map { "> \($0)" }
        if !exchange.requestBody.isEmpty { lines.append("> \(exchange.requestBody)") }
        guard let status = exchange.status else {
            return lines + ["< no answer after \(exchange.milliseconds) ms: \(exchange.failure ?? "unknown")"]
        }
        lines.append("< \(status) after \(exchange.milliseconds) ms")
        lines += exchange.responseHeaders.map { "< \($0)" }
        if !exchange.responseBody.isEmpty { lines.append("< \(exchange.responseBody)") }
        return lines
    }
}
