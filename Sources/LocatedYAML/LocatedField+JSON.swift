public import JSON

extension LocatedField {
    /// Returns the value as JSON, including the numbers and the words for true and false that YAML 1.1 has in addition
    /// to those of JSON.
    ///
    /// - Throws: if a key occurs twice.
    public func json() throws(Failure) -> JSONTree {
        switch value.content {
        case .null: return .null
        case .boolean(let flag): return .boolean(flag)
        case .integer(let number): return .integer(number)
        case .number(let number): return .number(number)
        case .text(let text):
            guard value.style == .plain else { return .text(text) }
            if let flag = value.yamlFlag { return .boolean(flag) }
            return Self.number(text).map { .number($0) } ?? .text(text)
        case .array:
            var items: [JSONTree] = []
            for element in try elements() { items.append(try element.json()) }
            return .array(items)
        case .object:
            var members: [JSONTree.Member] = []
            for (key, value) in try self.members() { members.append(JSONTree.Member(key, try value.json())) }
            return .object(JSONTree.Members(members))
        }
    }

    /// Returns `nil` for text without a decimal point, such as `0912` and `12e5`, and for numbers that only Swift
    /// accepts.
    private static func number(_ text: String) -> Double? {
        guard text.contains("."), text.utf8.allSatisfy("0123456789.eE+-".utf8.contains) else { return nil }
        return Double(text)
    }
}

extension LocatedValue {
    /// The Boolean that YAML 1.1 reads from an unquoted word: `yes`, `no`, `on`, `off`, `true` and `false`, also
    /// capitalized or in capitals.
    public var yamlFlag: Bool? {
        if case .boolean(let flag) = content { return flag }
        guard style == .plain, case .text(let text) = content else { return nil }
        let lower = text.lowercased()
        guard [lower, lower.uppercased(), lower.capitalized].contains(text) else { return nil }
        return switch lower {
        case "yes", "on", "true": true
        case "no", "off", "false": false
        default: nil
        }
    }
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
