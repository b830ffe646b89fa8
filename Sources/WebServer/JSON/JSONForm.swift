import Foundation
import HelpDesk
public import NIOCore

/// A request body that is a flat JSON object of strings and numbers, checked field by field.
public struct JSONForm {
    /// The length limit for names and codes; no configured one is longer.
    public static let maximumNameLength = 64
    private static let decoder = JSONDecoder()

    private let members: [String: JSONMember]
    private var errors: [Problem.FieldError] = []

    /// - Parameters:
    ///   - body: the body as received.
    ///   - fields: the names of all known members.
    ///   - example: a correct object, shown to a client that sent an empty body.
    /// - Throws: `Problem`: `invalid_json` if the body is not JSON, `validation_failed` if it is JSON but not an
    ///   object.
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

    /// Returns Foundation's own message, with the position in the text if it has one.
    private static func reason(_ context: DecodingError.Context) -> String {
        let cause = context.underlyingError as NSError?
        return cause?.userInfo[NSDebugDescriptionErrorKey] as? String ?? context.debugDescription
    }

    /// - Throws: `Problem`: `validation_failed`, naming every invalid field.
    public func check() throws {
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }

    /// Whether a field has a value, even an invalid one.
    public func holds(_ field: String) -> Bool {
        switch members[field] {
        case nil, .null, .text(""): false
        case .text, .number, .boolean, .array, .object: true
        }
    }

    /// Returns a field's text; if it is missing, reports an error and returns an empty text.
    public mutating func required(
        _ field: String, longest: Int = maximumNameLength, allowsLines: Bool = false
    ) -> String {
        let before = errors.count
        if let text = text(field, longest: longest, allowsLines: allowsLines) { return text }
        if errors.count == before { report(field, "is missing") }
        return ""
    }

    /// Returns a required number in the form of ``Swift/String/plainNumber``.
    public mutating func requiredNumber(_ field: String) -> String {
        let before = errors.count
        let number = required(field).plainNumber
        if number.isEmpty, errors.count == before { report(field, "is missing") }
        return number
    }

    /// - Parameter choices: the allowed words.
    public mutating func choice<Choice: RawRepresentable>(
        _ field: String, of choices: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(field) else { return nil }
        if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
        report(field, "must be one of \(choices.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// - Returns: `nil` if the field is missing or not an allowed word, which is reported as an error.
    public mutating func requiredChoice<Choice: RawRepresentable>(
        _ field: String, of choices: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        let before = errors.count
        if let choice = choice(field, of: choices) { return choice }
        if errors.count == before { report(field, "is missing") }
        return nil
    }

    /// Returns a field's text; `nil` if it is missing, null, empty or invalid.
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

    /// Like ``text(_:longest:allowsLines:)``, but an empty text is an error rather than a missing one.
    public mutating func nonEmptyText(_ field: String, longest: Int = maximumNameLength) -> String? {
        if members[field] == .text("") { report(field, "is empty; leave it out, or write something") }
        return text(field, longest: longest)
    }

    /// Returns a number; `nil` if it is missing, null, or not one of the choices, which is reported as an error.
    ///
    /// - Parameter choices: the allowed numbers.
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

    /// Adds an error found by the caller.
    public mutating func report(_ field: String, _ message: String) {
        errors.append(Problem.FieldError(field: field, message: message))
    }
}

extension Unicode.Scalar {
    /// Whether this is a control character or a line or paragraph separator.
    ///
    /// Format characters are allowed: Persian needs them.
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
