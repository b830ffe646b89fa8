import Foundation
import HelpDesk
import WebServer

/// The people of each department who are free, on the phone, busy, on a break or away.
struct StaffContent: Sendable {
    let callCenter: CallCenter
    let language: PageLanguage
    /// All open requests of all departments, which show whose phones ring and who is talking.
    let open: [HelpRequest]
    /// The states of helpers' phones, as the PBX reports them.
    let phones: [String: DeviceState]

    /// - Parameter departments: the ids of the departments to show.
    func content(_ departments: [String]) -> [PageContent] {
        let calls = calls
        return departments.compactMap { callCenter.departments[$0] }.compactMap { department in
            let helpers = department.helpers.map(\.extension)
            // Only the operators who are absent are shown: there may be hundreds.
            let operators = callCenter.operators.values.filter {
                $0.department == department.id && callCenter.absent[$0.extension] != nil
                    && !helpers.contains($0.extension)
            }.map(\.extension).sorted()
            guard !helpers.isEmpty || !operators.isEmpty else { return nil }
            return [
                "id": department.id, "title": department.name,
                "people": helpers.map { person($0, in: department, calls[$0], isHelper: true) }
                    + operators.map { person($0, in: department, calls[$0], isHelper: false) },
            ]
        }
    }

    /// The words for people who are on the phone, whose phones ring, or whose phones cannot be reached.
    ///
    /// Our own requests take precedence: they are known better, and at once.
    private var calls: [String: String] {
        var calls = phones.compactMapValues { state -> String? in
            switch state {
            case .ringing: "ringing"
            case .inUse: "talking"
            case .unavailable: "unreachable"
            case .idle, .unknown: nil
            }
        }
        for request in open {
            for attempt in request.attempts where attempt.result == nil { calls[attempt.extension] = "ringing" }
        }
        for request in open where request.state == .connected {
            calls[request.operator] = "talking"
            if let manager = request.manager { calls[manager.extension] = "talking" }
            for visit in request.supervisors where visit.state == .joined { calls[visit.extension] = "talking" }
        }
        return calls
    }

    private func person(
        _ number: String, in department: Department, _ call: String?, isHelper: Bool
    ) -> PageContent {
        let presence = callCenter.presence(of: number)
        var content = presence.content(language)
        content["extension"] = number
        content["id"] = "\(department.id)-\(number)"
        content["isHelper"] = isHelper
        content["name"] = callCenter.person(number).name ?? ""
        content.set("call", call.map { language.text("supervisor.calls.\($0)") })
        content["isFree"] = call == nil && presence.state == .online && phones[number] == .idle
        return content
    }
}
