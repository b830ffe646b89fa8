import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/supervisor/statistics`: the results of the requests, in charts that the server draws.
struct StatisticsPages: Sendable {
    let pages: PageRenderer
    let history: HistoryService
    var timeZone = TimeZone.current
    var now: @Sendable () -> Date = { Date() }

    /// - Parameter group: the group `/supervisor`, for supervisors.
    func add(to group: RouterGroup<PageContext>) {
        group.get("statistics", use: show)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let period = request.uri.queryParameters.get("period").flatMap(ReportPeriod.Latest.init(rawValue:)) ?? .day
        var content: PageContent = [
            "periods": ReportPeriod.Latest.allCases.map { choice -> PageContent in
                [
                    "link": "/supervisor/statistics?period=\(choice.rawValue)",
                    "name": visit.text("supervisor.\(choice.rawValue)"), "isCurrent": choice == period,
                ]
            },
            "chartTitle": visit.text(period == .day ? "supervisor.perHour" : "supervisor.perDay"),
        ]
        if let query = query(period, context.user.view) {
            let found = try await withStorage(context.logger) { try await history.statistics(query) }
            fill(&content, found, period, visit.language)
        }
        return pages.page(.statistics, title: visit.text("supervisor.statistics"), content, for: visit)
    }

    private func query(_ period: ReportPeriod.Latest, _ view: RequestView) -> StatisticsQuery? {
        let end = now()
        let cut = StatisticsPeriod(
            from: end.addingTimeInterval(-period.length), to: end, step: period == .day ? .hour : .day,
            timeZone: timeZone)
        return cut.boundaries.flatMap { view.narrowing(StatisticsQuery(boundaries: $0)) }
    }

    private func fill(
        _ content: inout PageContent, _ found: HelpStatistics, _ period: ReportPeriod.Latest, _ language: PageLanguage
    ) {
        content["hasRequests"] = found.total.requests > 0
        content["total"] = tally(found.total, language)
        content["chart"] =
            BarChart(
                bars: found.intervals.map { interval in
                    BarChart.Bar(
                        label: period == .day
                            ? language.dates.time(interval.from) : language.dates.shortDay(interval.from),
                        total: interval.requests, part: interval.helped)
                }, language: language
            ).content
        content["departments"] = found.departments.map { group($0, language) }
        content["helpers"] = found.helpers.map { group($0, language) }
        content["hasHelpers"] = !found.helpers.isEmpty
    }

    private func group(_ group: HelpStatistics.Group, _ language: PageLanguage) -> PageContent {
        var content = tally(group.tally, language)
        content["name"] = group.name ?? group.id
        // Without a name, the id is shown only once.
        content["id"] = group.name == nil ? "" : group.id
        return content
    }

    private func tally(_ tally: HelpStatistics.Tally, _ language: PageLanguage) -> PageContent {
        var content: PageContent = [
            "requests": language.dates.number(tally.requests), "helped": language.dates.number(tally.helped),
            "median": tally.medianMilliseconds.map { language.duration(milliseconds: $0) } ?? "–",
        ]
        let percent = tally.share.map { min(max(($0 * 100).saturated, 0), 100) }
        content["share"] =
            percent.map { language.text("supervisor.percent", ["count": language.dates.number($0)]) } ?? "–"
        // The width in a bar that is a hundred wide.
        content["width"] = percent ?? 0
        return content
    }
}
