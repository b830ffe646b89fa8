import JSON

/// A text with jq programs in `\(…)`, as used in `path`, `query` and `headers`.
struct Template: Sendable {
    enum Part: Sendable, Equatable {
        case text(String)
        /// The value with this index.
        case value(Int)
    }

    let parts: [Part]
    /// The program that returns an array of outputs for each `\(…)`, all in one array; `nil` if there is no `\(…)`.
    let program: JQProgram?
    let origin: JQOrigin

    init(_ text: String, origin: JQOrigin) throws(ManagerLookupError) {
        let pieces: [JQScanner.Piece]
        do {
            pieces = try JQScanner.pieces(of: text)
        } catch {
            throw .mapping(file: origin.file, line: origin.line, field: origin.field, problem: error.problem)
        }
        var parts: [Part] = []
        var expressions: [String] = []
        for piece in pieces {
            switch piece {
            case .text(let text):
                parts.append(.text(text))
            case .expression(let expression):
                parts.append(.value(expressions.count))
                expressions.append(expression)
            }
        }
        self.parts = parts
        self.origin = origin
        // The line feed ends a comment at the end of an expression.
        let list = expressions.map { $0.contains("#") ? "[\($0)\n]" : "[\($0)]" }.joined(separator: ", ")
        program = expressions.isEmpty ? nil : try JQProgram("[\(list)]", origin: origin)
    }

    /// The text itself if it has no `\(…)`.
    var constant: String? {
        guard program == nil else { return nil }
        guard case .text(let text) = parts.first else { return "" }
        return text
    }

    /// Fills in the values.
    ///
    /// - Parameters:
    ///   - results: the results of the programs.
    ///   - encode: encodes a part; called for each, with `true` for a value.
    /// - Returns: the text, or `nil` if one of the values is null.
    /// - Throws: ``ManagerLookupError`` if a program fails, ``LookupFailure`` if it does not return exactly one scalar.
    func text(_ results: JQResults, encode: (String, _ isValue: Bool) throws -> String) throws -> String? {
        let values = try values(results)
        var result = ""
        for part in parts {
            switch part {
            case .text(let text):
                result += try encode(text, false)
            case .value(let index):
                guard values[index] != .null else { return nil }
                guard let text = values[index].scalarText else {
                    throw LookupFailure.invalid("\(origin.field): \(values[index].kind) cannot stand in a text")
                }
                result += try encode(text, true)
            }
        }
        return result
    }

    private func values(_ results: JQResults) throws -> [JSONTree] {
        guard let program else { return [] }
        let count = parts.count { if case .value = $0 { true } else { false } }
        guard case .array(let lists) = try results.first(of: program), lists.count == count else {
            throw LookupFailure.invalid("\(origin.field): the brackets of its programs do not match")
        }
        return try lists.map { list in
            guard case .array(let outputs) = list, outputs.count == 1 else {
                throw LookupFailure.invalid(#"\#(origin.field): each \(…) must give exactly one value"#)
            }
            return outputs[0]
        }
    }
}
