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
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.print(String(decoding: try encoder.encode(document), as: UTF8.self))
            return
        }
        if trace { source.exchanges?.forEach(print) }
        let detail = source.detail.map { ": \($0)" } ?? ""
        Console.print("\(source.result.rawValue) after \(source.milliseconds) ms\(detail)")
        if let message = source.message { Console.print("  the CRM says: \(message)") }
        for manager in source.managers { Console.print("  \(manager.extension)  \(manager.name ?? "")") }
    }

    private func print(_ exchange: SourceTrace.Exchange) {
        Console.print("> \(exchange.method) \(exchange.url)")
        for header in exchange.requestHeaders { Console.print("> \(header)") }
        if !exchange.requestBody.isEmpty { Console.print("> \(exchange.requestBody)") }
        if let status = exchange.status {
            Console.print("< \(status) after \(exchange.milliseconds) ms")
            for header in exchange.responseHeaders { Console.print("< \(header)") }
            if !exchange.responseBody.isEmpty { Console.print("< \(exchange.responseBody)") }
        } else {
            Console.print("< no answer after \(exchange.milliseconds) ms: \(exchange.failure ?? "unknown")")
        }
        Console.print("")
    }
}
