import Administration
import Foundation
import HelpDesk

/// The history of one help request, as lines for people.
struct RequestDetails {
    /// A person's action on the request, from the audit log.
    struct AuditedAction: Decodable, Equatable {
        var id: Int64
        var at: Date
        var author: String
        var action: String
        var kind: String
        var item: String
    }

    /// A lookup at a CRM, and its answer.
    struct Lookup: Decodable, Equatable {
        var source: String
        var askedAt: Date
        var trace: SourceTrace
    }

    let request: HelpRequest
    /// People's actions; `nil` if the audit log may not be read.
    let actions: [AuditedAction]?
    /// The stored lookups in the order of asking; `nil` if they may not be seen.
    var lookups: [Lookup]? = []

    /// The ids of the CRMs that were asked.
    var sources: [String] {
        request.lookup.compactMap { if case .crm(let id) = $0.source { id } else { nil } }
    }

    /// The lines, with control characters from others escaped.
    var lines: [String] { rawLines.map(LogText.escaped) }

    private var rawLines: [String] {
        var lines = head + [""] + timeline
        lines += Self.section("who is the manager?", lookup, without: "nobody was asked")
        lines += traces
        lines += Self.section("who was rung?", attempts, without: "nobody was rung")
        if !request.passedOver.isEmpty { lines += Self.section("who was passed over?", passedOver, without: "") }
        if !request.supervisors.isEmpty { lines += Self.section("who else came?", visits, without: "") }
        switch actions {
        case let actions?:
            if !actions.isEmpty { lines += Self.section("what people did", actions.map(Self.line), without: "") }
        case nil: lines += ["", "what people did: this token may not read the audit log (it has no scope tokens)"]
        }
        return lines + ["", ending]
    }

    private var head: [String] {
        var mode = request.mode.rawValue
        if let fallback = request.fallback { mode += " (in place of what was asked for: \(fallback.rawValue))" }
        var lines = [
            "\(request.id)",
            "operator \(request.operator), route \(request.route), department \(request.department), \(mode)",
        ]
        let more = [
            request.urgency == .normal ? nil : request.urgency.rawValue, request.customer.map { "customer \($0)" },
            request.reason.map { "reason: \($0)" },
        ].compactMap(\.self)
        if !more.isEmpty { lines.append(more.joined(separator: ", ")) }
        return lines
    }

    /// Each state with its time, absolute and since the request.
    private var timeline: [String] {
        request.timeline.map { entry in
            let seconds = String(format: "%8.3f s", entry.at.timeIntervalSince(request.createdAt))
            return "\(Self.time(entry.at))  \(seconds)  \(entry.state.rawValue)"
        }
    }

    private var lookup: [String] {
        request.lookup.flatMap { report in
            let detail = report.detail.map { ": \($0)" } ?? ""
            let line = "\(report.source): \(report.result.rawValue) after \(report.milliseconds) ms\(detail)"
            return [line] + (report.message.map { ["  it says: \($0)"] } ?? [])
        }
    }

    private var traces: [String] {
        guard let lookups else {
            return ["", "what was exchanged with the CRMs: this token may not see it (it has no scope settings)"]
        }
        let lines = lookups.flatMap { lookup in
            ["\(lookup.source), asked at \(Self.time(lookup.askedAt)):"]
                + (lookup.trace.exchanges ?? []).flatMap(InquiryPrinter.lines).map { "  \($0)" }
        }
        return lines.isEmpty ? [] : Self.section("what was exchanged with the CRMs", lines, without: "")
    }

    private var attempts: [String] {
        request.attempts.flatMap { attempt in
            guard let result = attempt.result else { return ["\(attempt.extension): is ringing"] }
            let time = attempt.milliseconds.map { " after \($0) ms" } ?? ""
            let line = "\(attempt.extension): \(result.rawValue)\(time): \(result.explanation)"
            return [line] + (attempt.cause.map { ["  the network said: \($0)"] } ?? [])
        }
    }

    private var passedOver: [String] {
        request.passedOver.map { person in
            let name = person.name.map { " (\($0))" } ?? ""
            return "\(person.extension)\(name), \(person.source): \(person.reason.rawValue): \(person.reason.words)"
        }
    }

    private var visits: [String] {
        request.supervisors.map { visit in
            let name = visit.name.map { " (\($0))" } ?? ""
            return
                "\(visit.extension)\(name): \(visit.mode.rawValue), \(visit.state.rawValue) at \(Self.time(visit.at))"
        }
    }

    private var ending: String {
        guard let outcome = request.outcome else { return "it is under way" }
        return "\(outcome.rawValue): \(outcome.explanation)"
    }

    private static func section(_ title: String, _ lines: [String], without: String) -> [String] {
        ["", title] + (lines.isEmpty ? [without] : lines).map { "  \($0)" }
    }

    private static func line(_ action: AuditedAction) -> String {
        // The item is the request's id, for some actions followed by the phone that was used.
        let phone = action.item.split(separator: " ").dropFirst().joined(separator: " ")
        return "\(time(action.at))  \(action.author) \(action.action)\(phone.isEmpty ? "" : " with \(phone)")"
    }

    private static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension RingAttempt.Result {
    /// The meaning of the phone's, or the PBX's, answer.
    ///
    /// The SIP statuses are those that Asterisk maps to it (RFC 3261, RFC 3398).
    var explanation: String {
        switch self {
        case .answered: "picked up (SIP 200)"
        case .noAnswer: "it rang until its time was up, or the phone does not take calls now (SIP 408, 480)"
        case .busy: "on the phone, or busy by its own setting (SIP 486, 600)"
        case .declined: "declined, or the phone sends its calls where they may not go (SIP 603, 302)"
        case .offline: "not registered, unknown, or silent for too long (SIP 404, 410)"
        case .error: "the PBX could not ring it (SIP 488, 5xx)"
        case .cancelled: "we ended the ringing, because it was no longer needed (SIP 487)"
        }
    }
}

extension Outcome {
    /// The reason for this outcome, and where to look.
    var explanation: String {
        switch self {
        case .helped: "operator and helper were joined"
        case .noManager: "neither a CRM nor the tables named anybody; helpbridge explain says what they say now"
        case .paused: "no helper was online, by their presence; an emergency would have rung them"
        case .noAnswer:
            "helpers were rung and none answered; more helpers, or a longer ringing.timeoutSeconds, would help"
        case .busy: "every helper who could be reached was on the phone; waitSeconds waits for the first who is free"
        case .offline: "no helper's phone was registered; helpbridge pbx check says so for each"
        case .operatorNoAnswer: "the operator's own phone rang until its time was up"
        case .operatorBusy:
            "the operator's phone was busy, or they declined; whenOperatorBusy: whisper takes their live call"
        case .operatorOffline: "no phone of the operator was registered"
        case .operatorHungUp: "the operator hung up before a helper was joined"
        case .callEnded: "the operator's live call was over before a helper came to it"
        case .pbxError: "the PBX refused what the request could not do without; the log says what"
        case .cancelled: "the operator, or somebody in their name, gave it up"
        case .expired: "the PBX was away for longer than requests.expireAfterSeconds"
        }
    }
}
