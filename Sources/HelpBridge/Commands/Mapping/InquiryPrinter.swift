import Foundation
import WebAPI

/// Prints what a lookup source said.
struct InquiryPrinter {
    let trace: Bool
    let json: Bool

    func print(_ report: SourceTrace) throws {
        if json {
            var document = report
            if !trace { document.exchanges = nil }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.print(String(decoding: try encoder.encode(document), as: UTF8.self))
            return
        }
        if trace { report.exchanges?.forEach(print) }
        let detail = report.detail.map { ": \($0)" } ?? ""
        Console.print("\(report.result) after \(report.milliseconds) ms\(detail)")
        for manager in report.managers { Console.print("  \(manager.extension)  \(manager.name ?? "")") }
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
