import Foundation
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// The time that a report is about, as it stands in the page's address: the last day, week or month, or days that were
/// written in the page's calendar, which go before.
struct ReportPeriod: Sendable {
    /// Up to now.
    enum Latest: String, Sendable, CaseIterable {
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

    /// From when on, and until when; without an end where that is `nil`.
    typealias Range = (from: Date?, to: Date?)

    let latest: Latest
    /// As they were typed; empty where nothing was.
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

    /// What is no day, or a last day before the first, is passed over, and marked on the page.
    func range(at now: Date) -> Range {
        start == nil && end == nil ? (now.addingTimeInterval(-latest.length), nil) : (start, end)
    }

    /// Whether something was written that is no day, or days in the wrong order.
    var isWrong: Bool { !from.isEmpty && start == nil || !to.isEmpty && end == nil }

    /// As it stands in a query.
    var fields: [(String, String)] {
        [("period", latest.rawValue)] + [("from", from), ("to", to)].filter { !$0.1.isEmpty }
    }

    /// For the template `supervisor/period`.
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
    /// A value of the query in one form, whatever keyboard it was typed on; `nil` where nothing stands.
    func filter(_ name: String) -> String? {
        formField(name).map(\.plainNumber).flatMap { $0.isEmpty ? nil : $0 }
    }
}
