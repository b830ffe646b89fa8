import HelpDesk
import HummingbirdCore
import WebServer

/// The filter in the query of `GET /v1/help-requests.csv`.
enum HistoryQuery {
    static let parameters = ["from", "to", "operator", "department", "state", "outcome", "route", "helper"]

    /// - Throws: `Problem` naming every parameter that is wrong.
    static func filter(_ uri: URI) throws -> HistoryFilter {
        var reader = QueryReader(uri, known: parameters, repeatable: ["operator", "department"])
        let filter = HistoryFilter(
            from: reader.time("from"), to: reader.time("to"),
            operators: reader.texts("operator").map { Set($0.map(\.plainNumber)) },
            departments: reader.texts("department"), state: reader.word("state"), outcome: reader.word("outcome"),
            route: reader.text("route")?.plainNumber, helpers: reader.text("helper").map { [$0.plainNumber] })
        try reader.check()
        return filter
    }
}
