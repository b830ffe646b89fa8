import Foundation
import GRDB
import HelpDesk
import JSON

/// What never changes of a flow, stored once: a transition writes the rest only. Kept as long as the request is open,
/// since nobody follows a flow that has ended.
struct RequestTermsRow: Sendable {
    private let id: HelpRequestID
    private let terms: String

    init(_ flow: CallFlow) throws {
        id = flow.id
        terms = try JSONTextEncoder().text(flow.terms)
    }

    func insert(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO help_request_terms (request, terms) VALUES (?, ?)")
            .execute(arguments: [id.text, terms])
    }

    static func delete(_ id: HelpRequestID, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM help_request_terms WHERE request = ?").execute(arguments: [id.text])
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
