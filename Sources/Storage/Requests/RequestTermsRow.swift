import Foundation
package import HelpDesk
import JSON

/// What never changes of a flow, stored once: a transition writes the rest only. Kept as long as the request is open,
/// since nobody follows a flow that has ended.
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

    /// The JSON of a whole flow, of the two parts in which it is stored.
    ///
    /// - Parameters:
    ///   - terms: a JSON object.
    ///   - progress: a JSON object whose keys are others.
    static func whole(_ terms: Data, _ progress: Data) -> Data {
        guard let end = terms.lastIndex(of: UInt8(ascii: "}")), let start = progress.firstIndex(of: UInt8(ascii: "{"))
        else { return progress }
        return terms[..<end] + Data(",".utf8) + progress[(start + 1)...]
    }
}
