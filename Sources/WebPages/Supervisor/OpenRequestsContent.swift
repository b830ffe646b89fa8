import Foundation
import HelpDesk
import WebServer

/// The open requests as a supervisor sees them, with the actions for each.
struct OpenRequestsContent: Sendable {
    let callCenter: CallCenter
    let language: PageLanguage
    /// The supervisor's own phone; `nil` offers no actions.
    let phone: String?

    /// - Parameter requests: the open requests, of which emergencies are shown first, then the oldest.
    func content(_ requests: [HelpRequest]) -> PageContent {
        let sorted = requests.sorted { one, other in
            one.urgency == other.urgency ? one.createdAt < other.createdAt : one.urgency == .emergency
        }
        return [
            "isEmpty": requests.isEmpty, "requests": sorted.map(row),
            "count": language.text("supervisor.open", count: requests.count),
        ]
    }

    private func row(_ request: HelpRequest) -> PageContent {
        let caller = callCenter.operators[request.operator]
        var row: PageContent = [
            "id": request.id.text, "operator": request.operator, "state": request.state.rawValue,
            "stateText": language.text("states.\(request.state.rawValue)"),
            "since": "\((request.createdAt.timeIntervalSince1970 * 1000).saturated)",
            "at": language.dates.time(request.createdAt),
            "route": callCenter.routes[request.route]?.name ?? request.route,
            "department": callCenter.departments[request.department]?.name ?? request.department,
            "isEmergency": request.urgency == .emergency,
        ]
        row.set("name", caller?.name)
        row.set("reason", request.reason)
        row.set("customer", request.customer)
        row.set("fallback", request.fallback.map { language.text("supervisor.fallbacks.\($0.rawValue)") })
        row.set("rings", ringing(request))
        row.set("visits", visits(request))
        row["canTake"] = canTake(request)
        row["modes"] = modes(request)
        return row
    }

    /// Returns the people whose phones ring, or the helper who is connected.
    private func ringing(_ request: HelpRequest) -> String? {
        switch request.state {
        case .accepted, .ringingOperator:
            return nil
        case .connected:
            return request.manager.map { person($0.extension, $0.name) }
        default:
            let rung = request.attempts.filter { $0.result == nil }.map { attempt in
                person(attempt.extension, attempt.extension == request.manager?.extension ? request.manager?.name : nil)
            }
            return rung.isEmpty ? nil : rung.joined(separator: language.text("layout.listSeparator"))
        }
    }

    private func visits(_ request: HelpRequest) -> String? {
        let there = request.supervisors.filter { $0.state == .joined || $0.state == .ringing }.map { visit in
            "\(person(visit.extension, visit.name)) (\(language.text("modes.\(visit.mode.rawValue)")))"
        }
        return there.isEmpty ? nil : there.joined(separator: language.text("layout.listSeparator"))
    }

    private func canTake(_ request: HelpRequest) -> Bool {
        guard let phone, phone != request.operator, request.state != .connected else { return false }
        return !request.attempts.contains { $0.extension == phone && $0.result == nil }
    }

    private func modes(_ request: HelpRequest) -> [PageContent] {
        guard let phone, request.state == .connected, phone != request.operator, phone != request.manager?.extension
        else { return [] }
        let current = request.supervisors.last { $0.extension == phone && $0.state == .joined }?.mode
        return [CallMode.listen, .whisper, .barge].filter { $0 != current }.map { mode in
            ["mode": mode.rawValue, "name": language.text("modes.\(mode.rawValue)")]
        }
    }

    private func person(_ number: String, _ name: String?) -> String {
        language.person(number, name ?? callCenter.helperName(number))
    }
}
