extension LocatedField {
    /// Returns the elements of a list.
    ///
    /// - Parameter content: the kind of elements, for the message.
    public func elements(of content: String? = nil) throws(Failure) -> [LocatedField] {
        guard case .array(let values) = value.content else {
            throw failure("expected a list\(content.map { " of \($0)" } ?? ""), found \(kind)")
        }
        return values.enumerated().map { child($1, "\(path)[\($0)]") }
    }

    /// Returns the members of a mapping with freely chosen keys, in the order of the document.
    public func members() throws(Failure) -> [(key: String, value: LocatedField)] {
        guard case .object(let values) = value.content else {
            throw failure("expected keys with values, found \(kind)")
        }
        var members: [(key: String, value: LocatedField)] = []
        var seen: Set<String> = []
        for member in values {
            let field = child(member.value, path(of: member.key))
            // YAML treats 1 and "1" as two keys; here they are one.
            guard seen.insert(member.key).inserted else { throw field.failure("the key stands twice in one mapping") }
            members.append((member.key, field))
        }
        return members
    }

    /// Returns the members of a mapping with fixed keys; a key without a value counts as absent.
    public func fields(required: [String], optional: [String] = []) throws(Failure) -> [String: LocatedField] {
        var fields: [String: LocatedField] = [:]
        for (key, value) in try members() {
            guard required.contains(key) || optional.contains(key) else {
                throw value.failure(Wording.unknownKey(among: (required + optional).sorted()))
            }
            if !value.isNull { fields[key] = value }
        }
        for key in required where fields[key] == nil { throw failure("is missing", at: key) }
        return fields
    }

    /// Returns a mapping of freely chosen keys to texts.
    public func texts() throws(Failure) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in try members() { texts[key] = try value.text() }
        return texts
    }
}
