/// A value in a document whose readers report mistakes and return `nil` then, so that the rest is read too.
public struct CollectingField {
    public let field: LocatedField<LocatedProblem>
    public let problems: ProblemCollector

    public init(_ field: LocatedField<LocatedProblem>, _ problems: ProblemCollector) {
        self.field = field
        self.problems = problems
    }

    /// The line, counted from 1.
    public var line: Int? { field.line }

    /// Whether the value is null or left out.
    public var isNull: Bool { field.isNull }

    public var isList: Bool { field.isList }

    /// - Parameters:
    ///   - key: the missing key of this mapping; `nil` if the message is about the value itself.
    ///   - code: a stable word, for clients that have their own wording.
    public func report(_ message: String, at key: String? = nil, code: String? = nil) {
        problems.report(field.failure(message, at: key, code: code))
    }

    /// See ``LocatedField/scalar(_:)``.
    public func scalar(_ expectation: String) -> String? {
        problems.reading { () throws(LocatedProblem) in try field.scalar(expectation) }
    }

    /// See ``LocatedField/text(limit:allowsLines:)``.
    public func text(limit: Int = 200, allowsLines: Bool = false) -> String? {
        problems.reading { () throws(LocatedProblem) in try field.text(limit: limit, allowsLines: allowsLines) }
    }

    /// See ``LocatedField/integer(in:of:)``.
    public func integer(in range: ClosedRange<Int>, of unit: String) -> Int? {
        problems.reading { () throws(LocatedProblem) in try field.integer(in: range, of: unit) }
    }

    /// Returns `true` or `false`, and accepts no other word.
    public func boolean() -> Bool? {
        problems.reading { () throws(LocatedProblem) in try field.boolean() }
    }

    /// Returns one of an enumeration's words.
    public func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type = Word.self) -> Word? {
        problems.reading { () throws(LocatedProblem) in try field.word(Word.self) }
    }

    /// Returns one of several words.
    public func word(among words: [String]) -> String? {
        problems.reading { () throws(LocatedProblem) in try field.word(among: words) }
    }

    /// Returns the items of a list.
    public func list(of content: String) -> [CollectingField]? {
        problems.reading { () throws(LocatedProblem) in try field.elements(of: content) }?
            .map { CollectingField($0, problems) }
    }

    /// Returns the keys and values of a mapping; an unknown key is reported.
    ///
    /// - Parameter known: the allowed keys; `nil` allows any.
    public func mapping(_ known: [String]?) -> CollectingMapping? {
        guard case .object(let members) = field.value.content else {
            let keys = known.map { " with " + $0.joined(separator: ", ") } ?? ""
            report("expected a mapping\(keys), found \(field.kind)")
            return nil
        }
        var fields: [String: CollectingField] = [:]
        for member in members {
            let child = CollectingField(field.child(member.value, field.path(of: member.key)), problems)
            if let known, !known.contains(member.key) {
                child.report(Wording.unknownKey(among: known))
            } else if fields.updateValue(child, forKey: member.key) != nil {
                // YAML treats 1 and "1" as two keys; here they are one.
                child.report("the key stands twice in one mapping")
            }
        }
        return CollectingMapping(owner: self, fields: fields)
    }
}

/// The fields of a mapping, which report mistakes in the same way.
public struct CollectingMapping {
    /// The mapping itself.
    public let owner: CollectingField
    public let fields: [String: CollectingField]

    /// Returns the value of a required key; a missing value is reported.
    public func required(_ key: String) -> CollectingField? {
        guard let field = optional(key) else {
            if let empty = fields[key] {
                empty.report("is missing")
            } else {
                owner.report("is missing", at: key)
            }
            return nil
        }
        return field
    }

    /// Returns the value of a key, unless it is missing or empty.
    public func optional(_ key: String) -> CollectingField? {
        guard let field = fields[key], !field.isNull else { return nil }
        return field
    }
}
