import Foundation
import HelpDesk
public import NIOCore

/// A body that is a flat JSON object of strings and numbers, checked field by field.
public struct JSONForm {
    /// For names and codes; nothing that anybody configures is longer.
    public static let maximumNameLength = 64
    private static let decoder = JSONDecoder()

    private let members: [String: JSONMember]
    private var errors: [Problem.FieldError] = []

    /// - Parameters:
    ///   - body: as it came.
    ///   - fields: the names of all known members.
    ///   - example: a correct object, shown to a client that sent an empty body.
    /// - Throws: `Problem`: `invalid_json` for what is not JSON, `validation_failed` for any other JSON than an object.
    public init(_ body: ByteBuffer, fields: [String], example: String) throws {
        guard body.readableBytes > 0 else {
            throw Problem.invalidJSON("it is empty; send an object such as \(example)")
        }
        do {
            members = try Self.decoder.decode([String: JSONMember].self, from: Data(body.readableBytesView))
        } catch DecodingError.dataCorrupted(let context) {
            throw Problem.invalidJSON(Self.reason(context))
        } catch is DecodingError {
            throw Problem.validation([Problem.FieldError(field: "body", message: "must be a JSON object")])
        }
        for unknown in members.keys.sorted() where !fields.contains(unknown) {
            report(
                String(unknown.prefix(Self.maximumNameLength)),
                "is unknown; known are \(fields.joined(separator: ", "))")
        }
    }

    /// Foundation's own message, with the position in the text if it has one.
    private static func reason(_ context: DecodingError.Context) -> String {
        let cause = context.underlyingError as NSError?
        return cause?.userInfo[NSDebugDescriptionErrorKey] as? String ?? context.debugDescription
    }

    /// - Throws: `Problem`: `validation_failed` naming every field that is wrong.
    public func check() throws {
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }

    /// A field's text; empty, and an error, when it is missing.
    public mutating func required(
        _ field: String, longest: Int = maximumNameLength, allowsLines: Bool = false
    ) -> String {
        let before = errors.count
        if let text = text(field, longest: longest, allowsLines: allowsLines) { return text }
        if errors.count == before { report(field, "is missing") }
        return ""
    }

    /// A required number, in the form of ``Swift/String/plainNumber``.
    public mutating func requiredNumber(_ field: String) -> String {
        let before = errors.count
        let number = required(field).plainNumber
        if number.isEmpty, errors.count == before { report(field, "is missing") }
        return number
    }

    /// - Parameter choices: the words that are allowed.
    public mutating func choice<Choice: RawRepresentable>(
        _ field: String, of choices: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(field) else { return nil }
        if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
        report(field, "must be one of \(choices.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// - Returns: `nil` where the field is missing or none of these, which is noted as an error.
    public mutating func requiredChoice<Choice: RawRepresentable>(
        _ field: String, of choices: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        let before = errors.count
        if let choice = choice(field, of: choices) { return choice }
        if errors.count == before { report(field, "is missing") }
        return nil
    }

    /// A field's text; `nil` when it is missing, null, empty or wrong.
    public mutating func text(
        _ field: String, longest: Int = maximumNameLength, allowsLines: Bool = false
    ) -> String? {
        switch members[field] {
        case nil, .null, .text(""):
            return nil
        case .text(let text):
            if text.unicodeScalars.count > longest {
                report(field, "must have at most \(longest) characters")
            } else if !allowsLines, text.unicodeScalars.contains(where: \.breaksLine) {
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

    /// The same where an empty text is an error, and not one that was left out.
    public mutating func nonEmptyText(_ field: String, longest: Int = maximumNameLength) -> String? {
        if members[field] == .text("") { report(field, "is empty; leave it out, or write something") }
        return text(field, longest: longest)
    }

    /// A number; `nil` when it is missing, null, or none of the choices, which is noted as an error.
    ///
    /// - Parameter choices: the numbers that are allowed.
    public mutating func number(_ field: String, of choices: [Int]) -> Int? {
        switch members[field] {
        case nil, .null: return nil
        case .number(let number):
            if let choice = choices.first(where: { Double($0) == number }) { return choice }
        case .text, .boolean, .array, .object: break
        }
        report(field, "must be one of \(choices.map(String.init).joined(separator: ", ")), without quotes")
        return nil
    }

    /// Notes an error that the caller has found.
    public mutating func report(_ field: String, _ message: String) {
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
