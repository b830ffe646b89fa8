import HelpDesk
import LocatedYAML

/// A value among settings, with its place; reading it reports what is wrong and returns `nil` then.
struct SettingField {
    let value: LocatedValue
    /// Such as `routes[0].ringing.timeoutSeconds`; empty for the file itself.
    let path: String
    let faults: FaultCollector

    /// Counted from 1.
    var line: Int? { value.line }

    /// Whether nothing stands where a value could.
    var isNull: Bool { value == .null }

    var isList: Bool {
        if case .array = value.content { true } else { false }
    }

    /// - Parameters:
    ///   - key: of what is missing in this mapping; `nil` for this itself.
    ///   - code: a stable word, where others have words of their own for it.
    func report(_ message: String, at key: String? = nil, code: String? = nil) {
        let place = [path, key ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        faults.report(message, line: line, field: place, code: code)
    }

    /// The scalar as it is written, whatever YAML takes it for: `010` and `yes` stay what they are.
    ///
    /// - Parameter expectation: what should stand here, for the message.
    func scalar(_ expectation: String) -> String? {
        guard let text = value.typed else {
            report("expected \(expectation), found \(kind)")
            return nil
        }
        return text
    }

    /// A text that is not blank.
    ///
    /// - Parameters:
    ///   - limit: the greatest length in characters.
    ///   - allowsLines: whether it may have several lines.
    func text(limit: Int = 200, allowsLines: Bool = false) -> String? {
        guard let text = scalar("text") else { return nil }
        if text.allSatisfy(\.isWhitespace) {
            report("expected text, found only blanks")
            return nil
        }
        if text.count > limit {
            report("expected at most \(limit) characters, found \(text.count)")
            return nil
        }
        let allowed: Set<Unicode.Scalar> = allowsLines ? ["\n", "\t"] : []
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && !allowed.contains($0) }) {
            report(allowsLines ? "expected text without control characters" : "expected one line of text")
            return nil
        }
        return text
    }

    /// A whole number in plain decimal digits.
    ///
    /// - Parameter unit: what is counted, for the message.
    func integer(in range: ClosedRange<Int>, of unit: String) -> Int? {
        let expectation = "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)"
        guard let text = scalar(expectation)?.plainNumber else { return nil }
        let isDecimal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDecimal, !(text.hasPrefix("0") && text.count > 1), let number = Int(text), range.contains(number) else {
            report("expected \(expectation), found \(Self.quoted(text))")
            return nil
        }
        return number
    }

    /// `true` or `false`.
    func boolean() -> Bool? {
        guard let text = scalar("true or false") else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            report("expected true or false, found \(Self.quoted(text))")
            return nil
        }
    }

    /// One of an enumeration's words.
    func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type = Word.self) -> Word? {
        let expectation = Self.alternatives(Word.allCases.map(\.rawValue))
        guard let text = scalar(expectation) else { return nil }
        guard let word = Word(rawValue: text) else {
            report("expected \(expectation), found \(Self.quoted(text))")
            return nil
        }
        return word
    }

    /// The items of a list.
    func list(of content: String) -> [SettingField]? {
        guard case .array(let items) = value.content else {
            report("expected a list of \(content), found \(kind)")
            return nil
        }
        return items.enumerated().map { SettingField(value: $1, path: "\(path)[\($0)]", faults: faults) }
    }

    /// The keys and values of a mapping; a key that is not known is reported.
    ///
    /// - Parameter known: the keys that may stand here; `nil` when any may.
    func mapping(_ known: [String]?) -> SettingMapping? {
        guard case .object(let members) = value.content else {
            let keys = known.map { " with " + $0.joined(separator: ", ") } ?? ""
            report("expected a mapping\(keys), found \(kind)")
            return nil
        }
        var fields: [String: SettingField] = [:]
        for member in members {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            if let known, !known.contains(member.key) {
                faults.report(
                    "unknown key; expected \(Self.alternatives(known))", line: member.value.keyLine, field: place)
                continue
            }
            fields[member.key] = SettingField(value: member.value, path: place, faults: faults)
        }
        return SettingMapping(owner: self, fields: fields)
    }

    /// What stands here, without its content.
    private var kind: String {
        switch value.content {
        case .null: "nothing"
        case .boolean, .integer, .number, .text: "text"
        case .object: "a mapping"
        case .array: "a list"
        }
    }

    static func quoted(_ text: String) -> String {
        let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return "\"\(shown.replacing("\n", with: "\\n"))\""
    }

    static func alternatives(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
