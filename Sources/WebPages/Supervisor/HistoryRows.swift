import Foundation
import HelpDesk
import WebServer

/// Past requests in words.
struct HistoryRows: Sendable {
    let callCenter: CallCenter
    let language: PageLanguage

    func row(_ request: HelpRequest) -> PageContent {
        var row: PageContent = [
            "at": language.dayAndTime(request.createdAt),
            "operator": language.person(request.operator, callCenter.operators[request.operator]?.name),
            "department": callCenter.departments[request.department]?.name ?? request.department,
            "route": callCenter.routes[request.route]?.name ?? request.route, "state": request.state.rawValue,
            "stateText": language.text("states.\(request.state.rawValue)"),
        ]
        row.set("reason", request.reason)
        row.set("fallback", request.fallback.map { language.text("supervisor.fallbacks.\($0.rawValue)") })
        if let outcome = request.outcome, outcome != .helped {
            let words = language.text("results.\(outcome.rawValue)")
            // For a cancelled request, the state says everything.
            if words.lowercased() != language.text("states.\(request.state.rawValue)").lowercased() {
                row["outcome"] = words
            }
        }
        if let manager = request.manager {
            row["helper"] = language.person(manager.extension, manager.name ?? callCenter.helperName(manager.extension))
        }
        if let connectedAt = request.timeline.first(where: { $0.state == .connected })?.at {
            row["waited"] = language.duration(
                milliseconds: (connectedAt.timeIntervalSince(request.createdAt) * 1000).saturated)
        }
        return row
    }
}

extension PageLanguage {
    /// Returns a duration, such as `12 s` or `1 min 5 s`.
    func duration(milliseconds: Int) -> String {
        let seconds = max(0, milliseconds) / 1000 + (max(0, milliseconds) % 1000 >= 500 ? 1 : 0)
        guard seconds >= 60 else {
            return text("supervisor.seconds", ["count": dates.number(seconds)])
        }
        return text(
            "supervisor.minutes", ["minutes": dates.number(seconds / 60), "seconds": dates.number(seconds % 60)])
    }
}
