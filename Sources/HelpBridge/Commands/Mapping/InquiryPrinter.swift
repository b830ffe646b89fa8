import Foundation
import HelpDesk
import ManagerLookup

/// Prints what a lookup source said.
struct InquiryPrinter {
    private struct Document: Encodable {
        struct Manager: Encodable {
            var `extension`: String
            var name: String?
        }

        var result: String
        var milliseconds: Int
        var detail: String?
        var managers: [Manager]
        var exchanges: [TracedExchange]?
    }

    let trace: Bool
    let json: Bool

    func print(_ report: SourceInquiry.Report) throws {
        if json {
            let document = Document(
                result: report.result.rawValue, milliseconds: report.milliseconds, detail: report.detail,
                managers: report.candidates.map { .init(extension: $0.extension, name: $0.name) },
                exchanges: trace ? report.exchanges : nil)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.print(String(decoding: try encoder.encode(document), as: UTF8.self))
            return
        }
        if trace { report.exchanges.forEach(print) }
        let detail = report.detail.map { ": \($0)" } ?? ""
        Console.print("\(report.result.rawValue) after \(report.milliseconds) ms\(detail)")
        for candidate in report.candidates { Console.print("  \(candidate.extension)  \(candidate.name ?? "")") }
    }

    private func print(_ exchange: TracedExchange) {
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
