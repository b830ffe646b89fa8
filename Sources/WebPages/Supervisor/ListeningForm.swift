import Foundation
import HelpDesk
import HummingbirdCore

/// The filters of the listening report as they stand in the page's address. What makes no sense is passed over.
struct ListeningForm: Sendable {
    let period: ReportPeriod
    let department: String?
    let role: Listening.Role?
    let mode: CallMode?
    /// An extension or a part of a name.
    let `operator`: String?
    let listener: String?
    let after: Listening.ID?

    init(_ uri: URI, _ dates: PageDates) {
        func text(_ name: String) -> String? { HistoryForm.text(name, uri) }
        period = ReportPeriod(uri, dates)
        department = text("department")
        role = text("role").flatMap(Listening.Role.init(rawValue:))
        mode = text("mode").flatMap(CallMode.init(rawValue:))
        self.operator = text("operator")
        listener = text("listener")
        after = text("after").flatMap(Listening.ID.init(text:))
    }

    func filter(at now: Date, _ people: PeopleSearch) -> ListeningFilter {
        let range = period.range(at: now)
        return ListeningFilter(
            from: range.from, to: range.to, operators: people.operators(self.operator),
            departments: department.map { [$0] }, listeners: people.helpers(listener), role: role, mode: mode)
    }

    /// The same as a query.
    var address: String {
        let fields: [(String, String?)] = [
            ("department", department), ("role", role?.rawValue),
            ("mode", mode?.rawValue), ("operator", self.operator), ("listener", listener),
        ]
        return HistoryForm.query(period.fields + fields.compactMap { name, value in value.map { (name, $0) } })
    }
}
