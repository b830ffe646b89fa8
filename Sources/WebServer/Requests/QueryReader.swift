public import Foundation
import HelpDesk
public import HummingbirdCore

/// Reads the parameters of a query and collects their errors; an empty parameter counts as missing.
public struct QueryReader {
    /// The number of times that a parameter may be repeated.
    static let maximumValues = 100

    private let values: [String: [String]]
    private var errors: [Problem.FieldError] = []

    /// - Parameters:
    ///   - uri: the request's URI.
    ///   - known: the names of the parameters.
    ///   - repeatable: the parameters that may be repeated.
    public init(_ uri: URI, known: [String], repeatable: Set<String> = []) {
        var values: [String: [String]] = [:]
        // Times and numbers have plus signs that do not stand for spaces.
        for (name, value) in uri.parameters(plusIsSpace: false) {
            if !known.contains(name) {
                errors.append(
                    Problem.FieldError(
                        field: String(name.prefix(64)),
                        message: "is unknown; known are \(known.joined(separator: ", "))"))
            } else if values[name] != nil, !repeatable.contains(name) {
                errors.append(Problem.FieldError(field: name, message: "is given more than once"))
            } else if value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                errors.append(Problem.FieldError(field: name, message: "must not hold control characters"))
            } else {
                values[name, default: []].append(value)
            }
        }
        for (name, given) in values where given.count > Self.maximumValues {
            errors.append(
                Problem.FieldError(
                    field: name, message: "is given more than \(Self.maximumValues) times; ask several times"))
            values[name] = nil
        }
        self.values = values.mapValues { $0.filter { !$0.isEmpty } }
    }

    /// Returns the first value of a parameter; `nil` if it is missing.
    public func text(_ name: String) -> String? {
        values[name]?.first
    }

    /// Returns every value of a repeatable parameter; `nil` if there is none.
    public func texts(_ name: String) -> Set<String>? {
        values[name].flatMap { $0.isEmpty ? nil : Set($0) }
    }

    /// - Parameter message: the requirement that the parameter violates.
    public mutating func parsed<Value>(_ name: String, _ message: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text(name) else { return nil }
        let value = parse(text)
        if value == nil { reject(name, message) }
        return value
    }

    /// - Returns: `nil` if the parameter is missing or not an allowed word, which is reported as an error.
    public mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) -> Word? {
        parsed(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") {
            Word(rawValue: $0)
        }
    }

    /// - Returns: `nil` if the parameter is missing or not a number within the range, which is reported as an error.
    public mutating func number<Number: FixedWidthInteger>(_ name: String, within range: ClosedRange<Number>) -> Number?
    {
        parsed(name, "must be a number from \(range.lowerBound) to \(range.upperBound)") {
            Number($0.plainNumber).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Returns a time in RFC 3339 form.
    public mutating func time(_ name: String) -> Date? {
        parsed(name, "must be a time such as 2026-11-23T20:31:00Z", Timestamp.date)
    }

    /// The times `from` and `to`; that the first is after the second is noted as an error.
    public mutating func period() -> (from: Date?, to: Date?) {
        let from = time("from")
        let to = time("to")
        if let from, let to, from > to { reject("from", "must not be after the end of the period") }
        return (from, to)
    }

    /// Notes an error that the reader itself cannot know.
    public mutating func reject(_ name: String, _ message: String) {
        errors.append(Problem.FieldError(field: name, message: message))
    }

    /// - Throws: `Problem` naming every invalid parameter.
    public func check() throws {
        guard errors.isEmpty else { throw Problem.validation(errors) }
    }
}
