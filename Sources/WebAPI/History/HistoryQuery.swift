import HelpDesk
import HummingbirdCore
import WebServer

/// The filter in the query of `GET /v1/help-requests.csv`.
enum HistoryQuery {
    static let parameters = ["from", "to", "operator", "department", "state", "outcome", "route", "helper"]

    /// - Parameter defaultPBX: the id of the PBX that clients need not name.
    /// - Throws: `Problem` naming every invalid parameter.
    static func filter(_ uri: URI, defaultPBX: String) throws -> HistoryFilter {
        func person(_ text: String) -> String { ExtensionAddress.canonical(text.plainNumber, defaultPBX: defaultPBX) }
        var reader = QueryReader(uri, known: parameters, repeatable: ["operator", "department"])
        let period = reader.period()
        let filter = HistoryFilter(
            from: period.from, to: period.to,
            operators: reader.texts("operator").map { Set($0.map(person)) },
            departments: reader.texts("department").map { Set($0.map(\.plainNumber)) },
            state: reader.word("state"), outcome: reader.word("outcome"),
            route: reader.text("route")?.plainNumber, helpers: reader.text("helper").map { [person($0)] })
        try reader.check()
        return filter
    }
}
