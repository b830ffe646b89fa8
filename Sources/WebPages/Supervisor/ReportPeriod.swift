import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// The period of a report, as given in the page's address.
///
/// It is the last day, week or month, or days that were typed in the page's calendar, which take precedence.
struct ReportPeriod: Sendable {
    /// A period that ends now.
    enum Latest: String, Sendable, CaseIterable {
        case day, week, month

        /// The length in seconds.
        var length: TimeInterval {
            switch self {
            case .day: 86_400
            case .week: 7 * 86_400
            case .month: 30 * 86_400
            }
        }
    }

    /// The start and the end of a period; `nil` for none.
    typealias Range = (from: Date?, to: Date?)

    let latest: Latest
    /// The days as typed; empty if nothing was.
    let from: String
    let to: String
    private let start: Date?
    private let end: Date?
    /// Whether the last day is before the first.
    private let isReversed: Bool

    init(_ uri: URI, _ dates: PageDates) {
        latest = uri.filter("period").flatMap(Latest.init(rawValue:)) ?? .week
        from = String((uri.filter("from") ?? "").prefix(20))
        to = String((uri.filter("to") ?? "").prefix(20))
        start = dates.startOfDay(from)
        // The last day belongs to it.
        let end = dates.startOfDay(to, later: 1)
        isReversed = if let start, let end { end <= start } else { false }
        self.end = isReversed ? nil : end
    }

    /// An invalid day, or a last day before the first, is ignored and marked on the page.
    func range(at now: Date) -> Range {
        start == nil && end == nil ? (now.addingTimeInterval(-latest.length), nil) : (start, end)
    }

    /// Whether something was written that is no day, or days in the wrong order.
    var isWrong: Bool { !from.isEmpty && start == nil || !to.isEmpty && end == nil }

    /// The fields of the period in a query.
    var fields: [(String, String)] {
        [("period", latest.rawValue)] + [("from", from), ("to", to)].filter { !$0.1.isEmpty }
    }

    /// Returns the content of the template `supervisor/period`.
    func content(at now: Date, _ language: PageLanguage) -> PageContent {
        let example = language.dates.localized(language.dates.numericDay(now))
        let fault = language.text("supervisor.dayFault", ["day": example])
        return [
            "choices": PageChoices.of(Latest.allCases.map(\.rawValue), chosen: latest.rawValue) {
                language.text("supervisor.\($0)")
            },
            "from": from, "to": to, "isFromWrong": !from.isEmpty && start == nil,
            "isToWrong": !to.isEmpty && end == nil,
            "example": example, "fromFault": fault,
            "toFault": isReversed ? language.text("supervisor.dayOrderFault") : fault,
        ]
    }
}

extension URI {
    /// Returns a value of the query in plain form, whatever keyboard it was typed on; `nil` if there is none.
    func filter(_ name: String) -> String? {
        formField(name).map(\.plainNumber).flatMap { $0.isEmpty ? nil : $0 }
    }
}
