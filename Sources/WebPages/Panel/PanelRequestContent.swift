import Foundation
import HelpDesk

/// The state of a request in words for its operator, and what the operator can do.
struct PanelRequestContent: Sendable {
    /// The progress of a step on the way to help.
    private enum Progress: String {
        case done
        case now
        case ahead
        /// The request ended without this step.
        case missed
    }

    private static let maximumAbsent = 10
    private static let way: [RequestState] = [.accepted, .ringingOperator, .ringingManager, .connected]

    let callCenter: CallCenter
    let language: PageLanguage

    func content(_ request: HelpRequest) -> PageContent {
        var content: PageContent = [
            "id": request.id.text, "state": request.state.rawValue, "headline": headline(request),
            "isOpen": !request.state.isEnd,
            // While the two are talking, they can just hang up.
            "canCancel": !request.state.isEnd && request.state != .connected, "steps": steps(request),
            "facts": facts(request), "tone": tone(request), "says": says(request),
        ]
        content.set("detail", detail(request))
        content.set("onCall", onCall(request))
        // Once the request has ended, the fallback no longer matters.
        if !request.state.isEnd {
            content.set("fallback", request.fallback.map { language.text("panel.fallbacks.\($0.rawValue)") })
        }
        if request.state.isEnd, request.outcome != .helped { content["advice"] = advice(request) }
        return content
    }

    private func headline(_ request: HelpRequest) -> String {
        if let outcome = request.outcome { return language.text("outcomes.\(outcome.rawValue)") }
        return language.text("panel.headlines.\(request.state.rawValue)", ["manager": manager(request)])
    }

    /// Returns the headline in two or three words, for the button in the header.
    private func says(_ request: HelpRequest) -> String {
        switch request.state {
        case .ringingManager, .connected:
            language.text("panel.steps.\(request.state.rawValue)", ["manager": manager(request)])
        default:
            language.text("panel.says.\(request.state.rawValue)")
        }
    }

    private func detail(_ request: HelpRequest) -> String? {
        // If the helper joins the live call, only the helper's phone rings.
        let mode = request.mode.isCoaching ? "live" : "consult"
        return language.text(ifPresent: "panel.details.\(mode).\(request.state.rawValue)")
    }

    /// Returns the supervisors who are on the call; one who only listens is included if the route shows that.
    private func onCall(_ request: HelpRequest) -> String? {
        let there = request.asOperatorsSeeIt(in: callCenter).supervisors.filter { $0.state == .joined }.map { visit in
            let person = language.person(visit.extension, visit.name ?? callCenter.helperName(visit.extension))
            return "\(person) (\(language.text("modes.\(visit.mode.rawValue)")))"
        }
        return there.isEmpty || request.state.isEnd
            ? nil : there.joined(separator: language.text("layout.listSeparator"))
    }

    private func tone(_ request: HelpRequest) -> String {
        switch request.state {
        case .accepted, .ringingOperator, .ringingManager: "busy"
        case .connected, .completed: "good"
        case .unavailable, .failed: "bad"
        case .cancelled, .expired: "plain"
        }
    }

    private func steps(_ request: HelpRequest) -> [PageContent] {
        var times: [RequestState: Date] = [:]
        for entry in request.timeline { times[entry.state] = entry.at }
        let reached = Self.way.lastIndex { times[$0] != nil } ?? 0
        return Self.way.enumerated().map { index, state in
            let progress: Progress =
                switch index {
                case ..<reached: .done
                case reached: request.state.isEnd ? .done : .now
                default: request.state.isEnd ? .missed : .ahead
                }
            var step: PageContent = [
                "progress": progress.rawValue,
                "text": language.text("panel.steps.\(state.rawValue)", ["manager": manager(request)]),
                "isNow": progress == .now,
            ]
            step.set("at", times[state].map(language.dates.exactTime))
            if state == .ringingManager { step["attempts"] = attempts(request) }
            return step
        }
    }

    private func attempts(_ request: HelpRequest) -> [PageContent] {
        // The headline already names a person who is rung alone.
        let ringing = request.attempts.count { $0.result == nil }
        let rung = request.attempts.filter { $0.result != nil || ringing > 1 }.map { attempt -> PageContent in
            [
                "name": callCenter.helperName(attempt.extension) ?? attempt.extension,
                "result": language.text("attempts.\(attempt.result?.rawValue ?? "ringing")"),
            ]
        }
        return rung + absent(request)
    }

    /// Returns the people who were not rung because they are not online, only the first of very many.
    private func absent(_ request: HelpRequest) -> [PageContent] {
        request.passedOver.filter(\.reason.isPresence).prefix(Self.maximumAbsent).map { person in
            [
                "name": person.name ?? callCenter.helperName(person.extension) ?? person.extension,
                "result": language.text("attempts.\(person.reason.rawValue)"),
            ]
        }
    }

    private func facts(_ request: HelpRequest) -> [PageContent] {
        [
            ("askedOn", callCenter.routes[request.route]?.name ?? request.route), ("customer", request.customer),
            ("note", request.reason),
            ("urgency", request.urgency == .emergency ? language.text("panel.emergency") : nil),
        ].compactMap { key, value in
            value.map { ["name": language.text("panel.\(key)"), "value": $0] }
        }
    }

    /// Returns the people whom the operator can call directly, and what else can be done.
    private func advice(_ request: HelpRequest) -> PageContent {
        let helpers = callCenter.departments[request.department]?.helpers ?? []
        var advice: PageContent = [
            "text": language.text(ifPresent: "panel.advice.\(request.outcome?.rawValue ?? "")")
                ?? language.text("panel.advice.other")
        ]
        if !helpers.isEmpty, request.state == .unavailable {
            advice["helpers"] = helpers.map { ["name": $0.name ?? "", "extension": $0.extension] as PageContent }
        }
        return advice
    }

    private func manager(_ request: HelpRequest) -> String {
        // After the end, a person who was rung alone is known from the attempts.
        let rung = request.state.isEnd ? Set(request.attempts.map(\.extension)) : []
        guard let number = request.manager?.extension ?? (rung.count == 1 ? rung.first : nil)
        else { return language.text("panel.manager") }
        return (request.manager?.name ?? callCenter.helperName(number))?.isolated ?? number.dialled
    }
}

extension CallCenter {
    /// Returns the name of a helper in the departments' tables.
    func helperName(_ number: String) -> String? {
        departments.values.lazy.flatMap(\.helpers).first { $0.extension == number && $0.name != nil }?.name
    }
}
