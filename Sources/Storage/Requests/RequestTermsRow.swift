import Foundation
package import HelpDesk
import JSON

/// The constant part of a flow, which is stored once: a transition writes only the rest.
///
/// It is kept while the request is open, since a flow that has ended is not resumed.
package struct RequestTermsRow: Sendable {
    private let id: HelpRequestID
    private let terms: String

    package init(_ flow: CallFlow) throws {
        id = flow.id
        terms = try JSONTextEncoder().text(flow.terms)
    }

    package var insertion: SQLStatement {
        SQLStatement(
            "INSERT INTO help_request_terms (request, terms) VALUES (?, ?)", [.text(id.text), .text(terms)])
    }

    static func deletion(of id: HelpRequestID) -> SQLStatement {
        SQLStatement("DELETE FROM help_request_terms WHERE request = ?", [.text(id.text)])
    }

    /// Joins the two stored parts of a flow to the JSON of the whole flow.
    ///
    /// - Parameters:
    ///   - terms: a JSON object.
    ///   - progress: a JSON object with other keys.
    static func whole(_ terms: Data, _ progress: Data) -> Data {
        guard let end = terms.lastIndex(of: UInt8(ascii: "}")), let start = progress.firstIndex(of: UInt8(ascii: "{"))
        else { return progress }
        return terms[..<end] + Data(",".utf8) + progress[(start + 1)...]
    }
}
