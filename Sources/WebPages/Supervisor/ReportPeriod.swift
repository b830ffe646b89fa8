import Foundation
import HummingbirdCore

/// The time that a report is about, as it stands in the page's address: the last day, week or month, or days that were
/// written in the page's calendar, which go before.
struct ReportPeriod: Sendable {
    let latest: HistoryForm.Period
    /// As they were typed; empty where nothing was.
    let from: String
    let to: String
    private let start: Date?
    private let end: Date?

    init(_ uri: URI, _ dates: PageDates) {
        latest = HistoryForm.text("period", uri).flatMap(HistoryForm.Period.init(rawValue:)) ?? .week
        from = String((HistoryForm.text("from", uri) ?? "").prefix(20))
        to = String((HistoryForm.text("to", uri) ?? "").prefix(20))
        start = dates.startOfDay(from)
        // The last day belongs to it.
        end = dates.startOfDay(to, later: 1)
    }

    /// From when on, and until when; what is no day is passed over, and marked on the page.
    func range(at now: Date) -> (from: Date?, to: Date?) {
        start == nil && end == nil ? (now.addingTimeInterval(-latest.length), nil) : (start, end)
    }

    /// As it stands in a query.
    var fields: [(String, String)] {
        [("period", latest.rawValue)] + [("from", from), ("to", to)].filter { !$0.1.isEmpty }
    }

    /// For the template `supervisor/period`.
    func content(at now: Date, _ language: PageLanguage) -> PageContent {
        let example = language.dates.localized(language.dates.numericDay(now))
        return [
            "choices": PageChoices.of(HistoryForm.Period.allCases.map(\.rawValue), chosen: latest.rawValue) {
                language.text("supervisor.\($0)")
            },
            "from": from, "to": to, "isFromWrong": !from.isEmpty && start == nil,
            "isToWrong": !to.isEmpty && end == nil,
            "example": example, "fault": language.text("supervisor.dayFault", ["day": example]),
        ]
    }
}
