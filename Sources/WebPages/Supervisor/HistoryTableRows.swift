import Foundation
import HelpDesk
import Spreadsheets
import WebServer

/// Past requests as the rows of a table, in the language of the pages and with names.
struct HistoryTableRows: Sendable {
    let callCenter: CallCenter
    let language: PageLanguage

    var columns: [SpreadsheetStyle.Column] {
        func column(_ key: String, _ width: Double) -> SpreadsheetStyle.Column {
            .init(title: language.text("tables.\(key)"), width: width)
        }
        return TableDownload.timeColumns(language.text("supervisor.at"), language) + [
            column("operator", 10), column("operatorName", 24), column("department", 20), column("route", 20),
            column("state", 16), column("outcome", 26), column("mode", 14), column("urgency", 10),
            column("helper", 10), column("helperName", 24), column("secondsToAnswer", 12), column("secondsInAll", 12),
            column("rung", 10), column("customer", 18), column("reason", 30), column("id", 38),
        ]
    }

    func cells(_ request: HelpRequest) -> [SpreadsheetCell] {
        let connectedAt = request.timeline.first { $0.state == .connected }?.at
        let manager = connectedAt == nil ? nil : request.manager
        return TableDownload.timeCells(request.createdAt, language) + [
            .text(request.operator), .text(callCenter.operators[request.operator]?.name),
            .text(callCenter.departments[request.department]?.name ?? request.department),
            .text(callCenter.routes[request.route]?.name ?? request.route),
            .text(language.text("states.\(request.state.rawValue)")),
            .text(request.outcome.map { language.text("results.\($0.rawValue)") }),
            .text(language.text("modes.\(request.mode.rawValue)")),
            request.urgency == .emergency ? .text(language.text("panel.emergency")) : .empty,
            .text(manager?.extension), .text(manager.flatMap { $0.name ?? callCenter.helperName($0.extension) }),
            connectedAt.map { seconds(from: request.createdAt, to: $0) } ?? .empty,
            request.state.isEnd ? seconds(from: request.createdAt, to: request.updatedAt) : .empty,
            .number(request.attempts.count), .text(request.customer), .text(request.reason), .text(request.id.text),
        ]
    }

    /// Returns the seconds to the millisecond; 0 if the clock was set back in the meantime.
    private func seconds(from: Date, to: Date) -> SpreadsheetCell {
        .number(Double(max(0, (to.timeIntervalSince(from) * 1000).saturated)) / 1000)
    }
}
