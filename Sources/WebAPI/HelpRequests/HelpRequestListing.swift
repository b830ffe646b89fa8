import HelpDesk
import HummingbirdCore
import WebServer

/// The query of `GET /v1/help-requests`.
enum HelpRequestListing {
    private static let parameters = ["state", "operator", "department", "after", "limit"]

    /// - Parameter defaultPBX: the id of the PBX that clients need not name.
    /// - Throws: `Problem` naming every invalid parameter; an empty parameter counts as missing.
    static func query(_ uri: URI, defaultPBX: String) throws -> HelpRequestQuery {
        var reader = QueryReader(uri, known: parameters)
        let query = HelpRequestQuery(
            state: reader.word("state"),
            operator: reader.text("operator").map {
                ExtensionAddress.canonical($0.plainNumber, defaultPBX: defaultPBX)
            },
            department: reader.text("department")?.plainNumber,
            after: reader.parsed("after", "must be the id of a help request") { HelpRequestID($0) },
            limit: reader.number("limit", within: 1...200) ?? 50)
        try reader.check()
        return query
    }
}
