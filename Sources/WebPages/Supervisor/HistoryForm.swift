import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// The filters of the history as they stand in the page's address. What makes no sense is passed over.
struct HistoryForm: Sendable {
    enum Period: String, Sendable, CaseIterable {
        case day, week, month

        /// In seconds.
        var length: TimeInterval {
            switch self {
            case .day: 86_400
            case .week: 7 * 86_400
            case .month: 30 * 86_400
            }
        }
    }

    let period: ReportPeriod
    let state: RequestState?
    let department: String?
    let route: String?
    /// An extension or a part of a name, as all people here.
    let `operator`: String?
    let helper: String?
    let after: HelpRequestID?

    init(_ uri: URI, _ dates: PageDates) {
        func text(_ name: String) -> String? { Self.text(name, uri) }
        period = ReportPeriod(uri, dates)
        state = text("state").flatMap(RequestState.init(rawValue:))
        department = text("department")
        route = text("route")
        self.operator = text("operator")
        helper = text("helper")
        after = text("after").flatMap { HelpRequestID($0) }
    }

    func filter(at now: Date, _ people: PeopleSearch) -> HistoryFilter {
        let range = period.range(at: now)
        return HistoryFilter(
            from: range.from, to: range.to, operators: people.operators(self.operator),
            departments: department.map { [$0] }, state: state, route: route, helpers: people.helpers(helper))
    }

    /// The same as a query of the page.
    var address: String { Self.query(period.fields + fields) }

    private var fields: [(String, String)] {
        [
            ("state", state?.rawValue), ("department", department), ("route", route), ("operator", self.operator),
            ("helper", helper),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    /// A value of the query in one form, whatever keyboard it was typed on; `nil` where nothing stands.
    static func text(_ name: String, _ uri: URI) -> String? {
        uri.queryParameters.get(name).map(\.plainNumber).flatMap { $0.isEmpty ? nil : $0 }
    }

    static func query(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(PageAddress.encoded($1))" }.joined(separator: "&")
    }
}
