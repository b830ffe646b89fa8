import Foundation
import HelpDesk
import Spreadsheets
import WebServer

/// The people who were on operators' calls, in words.
struct ListeningRows: Sendable {
    let callCenter: CallCenter
    let language: PageLanguage

    func row(_ listening: Listening) -> PageContent {
        var row: PageContent = [
            "at": language.dayAndExactTime(listening.startedAt),
            "listener": language.person(listening.extension, listening.name),
            "role": language.text("listening.roles.\(listening.role.rawValue)"), "modeKey": listening.mode.rawValue,
            "mode": language.text("modes.\(listening.mode.rawValue)"),
            "operator": language.person(listening.operator, callCenter.operators[listening.operator]?.name),
            "department": callCenter.departments[listening.department]?.name ?? listening.department,
            "duration": listening.milliseconds.map { language.duration(milliseconds: $0) } ?? "–",
        ]
        row.set("customer", listening.customer)
        return row
    }

    var columns: [SpreadsheetStyle.Column] {
        func column(_ key: String, _ width: Double) -> SpreadsheetStyle.Column {
            .init(title: language.text("tables.\(key)"), width: width)
        }
        return TableDownload.timeColumns(language.text("listening.at"), language) + [
            column("seconds", 10), column("mode", 12), column("role", 12), column("listener", 10),
            column("listenerName", 24), column("operator", 10), column("operatorName", 24), column("department", 20),
            column("customer", 18), column("id", 38),
        ]
    }

    func cells(_ listening: Listening) -> [SpreadsheetCell] {
        TableDownload.timeCells(listening.startedAt, language) + [
            listening.milliseconds.map { .number(Double($0) / 1000) } ?? .empty,
            .text(language.text("modes.\(listening.mode.rawValue)")),
            .text(language.text("listening.roles.\(listening.role.rawValue)")), .text(listening.extension),
            .text(listening.name), .text(listening.operator), .text(callCenter.operators[listening.operator]?.name),
            .text(callCenter.departments[listening.department]?.name ?? listening.department),
            .text(listening.customer), .text(listening.id.request.text),
        ]
    }
}
