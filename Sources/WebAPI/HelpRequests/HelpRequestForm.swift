import Foundation
import HelpDesk
import NIOCore

/// The body of `POST /v1/help-requests`, checked as far as that goes without knowing the call centre.
struct HelpRequestForm {
    private static let fields = ["operator", "route", "mode", "customer", "reason", "urgency", "department"]
    /// For names and codes; nothing that anybody configures is longer.
    private static let longestName = 64
    /// For `customer` and `reason`.
    private static let longestText = 200
    private static let decoder = JSONDecoder()

    private let members: [String: JSONMember]
    private var errors: [Problem.FieldError] = []

    /// - Returns: a draft whose every field is well-formed.
    /// - Throws: `Problem`: `invalid_json` for what is not JSON, `validation_failed` naming every field that is wrong.
    static func draft(_ body: ByteBuffer) throws -> HelpRequestDraft {
        var form = HelpRequestForm(members: try members(body))
        return try form.draft()
    }

    private init(members: [String: JSONMember]) {
        self.members = members
    }

    private static func members(_ body: ByteBuffer) throws -> [String: JSONMember] {
        guard body.readableBytes > 0 else {
            throw Problem.invalidJSON("it is empty; send an object such as {\"operator\":\"101\",\"route\":\"*5003\"}")
        }
        do {
            return try decoder.decode([String: JSONMember].self, from: Data(body.readableBytesView))
        } catch DecodingError.dataCorrupted(let context) {
            throw Problem.invalidJSON(Self.reason(context))
        } catch is DecodingError {
            throw Problem.validation([Problem.FieldError(field: "body", message: "must be a JSON object")])
        }
    }

    /// What Foundation says, with the place where it can tell.
    private static func reason(_ context: DecodingError.Context) -> String {
        let cause = context.underlyingError as NSError?
        return cause?.userInfo[NSDebugDescriptionErrorKey] as? String ?? context.debugDescription
    }

    private mutating func draft() throws -> HelpRequestDraft {
        for unknown in members.keys.sorted() where !Self.fields.contains(unknown) {
            report(
                String(unknown.prefix(Self.longestName)), "is unknown; known are \(Self.fields.joined(separator: ", "))"
            )
        }
        let number = required("operator")
        let route = required("route")
        let draft = HelpRequestDraft(
            operator: number, route: route,
            mode: choice("mode", of: CallMode.self), department: text("department", longest: Self.longestName),
            customer: text("customer", longest: Self.longestText), reason: text("reason", longest: Self.longestText),
            urgency: choice("urgency", of: Urgency.self) ?? .normal)
        guard errors.isEmpty else { throw Problem.validation(errors) }
        return draft
    }

    private mutating func required(_ field: String) -> String {
        let before = errors.count
        if let text = text(field, longest: Self.longestName) { return text }
        if errors.count == before { report(field, "is missing") }
        return ""
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String, of: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(field, longest: Self.longestName) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        report(field, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// A field's text; `nil` when it is missing, null, empty or wrong.
    private mutating func text(_ field: String, longest: Int) -> String? {
        switch members[field] {
        case nil, .null, .text(""):
            return nil
        case .text(let text):
            if text.unicodeScalars.count > longest {
                report(field, "must have at most \(longest) characters")
            } else if text.unicodeScalars.contains(where: \.breaksLine) {
                report(field, "must not hold control characters or line breaks")
            } else {
                return text
            }
        case .number:
            report(field, "must be a string: put the number into quotes")
        case .boolean, .array, .object:
            report(field, "must be a string")
        }
        return nil
    }

    private mutating func report(_ field: String, _ message: String) {
        errors.append(Problem.FieldError(field: field, message: message))
    }
}

extension Unicode.Scalar {
    /// Control characters, and the line and paragraph separators. Format characters stay: Persian is written with them.
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
