import Foundation
import HelpDesk
import JSON

/// A CRM's call for help, as its mapping reads it from a delivery.
struct WebhookCall: Sendable, Equatable {
    /// The operator who needs help is given by at least one of these three.
    var `operator`: String?
    var email: String?
    var crmId: String?
    var department: String?
    var customer: String?
    var reason: String?
    var urgency: Urgency?
    var mode: CallMode?
    /// The id that repeats of a delivery share.
    var deliveryId: String?
    /// The time of the request for help, if the CRM sends it.
    var at: Date?

    /// The allowed members of a `request`'s output.
    static let members = [
        "operator", "pbx", "email", "crmId", "department", "customer", "reason", "note", "urgency", "mode",
        "deliveryId", "at",
    ]
    private static let maximumTextLength = 200
    /// Some CRMs compose the id from many parts.
    private static let maximumDeliveryIdLength = 4096

    /// - Parameter value: the output of a mapping's `request`.
    /// - Throws: ``WebhookRefusal/invalid(_:field:)`` naming the member that is wrong.
    init(_ value: JSONTree) throws(WebhookRefusal) {
        guard case .object(let members) = value else {
            throw .invalid("webhook.request gives \(value.kind), not an object with an operator")
        }
        if let stranger = members.map(\.key).sorted().first(where: { !Self.members.contains($0) }) {
            throw .invalid(
                "webhook.request names \(stranger.prefix(40)); known are \(Self.members.joined(separator: ", "))")
        }
        func text(_ name: String, longest: Int = AnswerText.maximumNumberLength) throws(WebhookRefusal) -> String? {
            switch members[name] {
            case nil, .null, .boolean(false), .text(""): return nil
            case let value?:
                guard let text = AnswerText.number(value, longest: longest), !text.isEmpty else {
                    if case .text(let text) = value, !text.isEmpty {
                        throw .invalid("\(name) is blank or longer than \(longest) bytes", field: name)
                    }
                    throw .invalid("\(name) is \(value.kind), not a text", field: name)
                }
                return text
            }
        }
        func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) throws(WebhookRefusal) -> Word? {
            guard let text = try text(name) else { return nil }
            guard let word = Word(rawValue: text) else {
                throw .invalid(
                    "\(name) must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", field: name)
            }
            return word
        }
        let pbx = try text("pbx")
        self.operator = try text("operator").map { number in
            pbx.map { ExtensionAddress(number, pbx: $0).text } ?? number
        }
        email = try text("email")
        crmId = try text("crmId")
        department = try text("department")
        customer = AnswerText.line(members["customer"].flatMap(Self.textual), longest: Self.maximumTextLength)
        reason = AnswerText.line(
            (members["reason"].flatMap(Self.textual) ?? members["note"].flatMap(Self.textual)),
            longest: Self.maximumTextLength)
        urgency = try word("urgency")
        mode = try word("mode")
        deliveryId = try text("deliveryId", longest: Self.maximumDeliveryIdLength)
        at = try Self.time(members["at"])
        guard self.operator != nil || email != nil || crmId != nil else {
            throw .invalid(
                "operator is missing: the delivery names neither an extension nor an email nor a crmId",
                field: "operator")
        }
    }

    private static func time(_ value: JSONTree?) throws(WebhookRefusal) -> Date? {
        switch value {
        case nil, .null, .boolean(false), .text(""): return nil
        case let value?:
            // Milliseconds may have a fraction.
            guard let text = value.scalarText?.plainNumber, let time = PostedTime.date(text) else {
                throw .invalid(
                    "at is neither seconds or milliseconds since 1970 nor a time with its zone, "
                        + "such as 2026-11-28T10:00:00+03:30", field: "at")
            }
            return time
        }
    }

    /// Converts a remark that is a number to a text.
    private static func textual(_ value: JSONTree) -> JSONTree? {
        guard case .text = value else { return value.scalarText.map { .text($0) } }
        return value
    }
}
