extension LocatedField {
    /// The elements of a list.
    ///
    /// - Parameter content: what they are, for the message.
    public func elements(of content: String? = nil) throws(Failure) -> [LocatedField] {
        guard case .list(let values) = value.content else {
            throw failure("expected a list\(content.map { " of \($0)" } ?? ""), found \(kind)")
        }
        return values.enumerated().map { child($1, "\(path)[\($0)]") }
    }

    /// The members of a mapping whose keys are chosen freely, in the order of the document.
    public func members() throws(Failure) -> [(key: String, value: LocatedField)] {
        guard case .mapping(let values) = value.content else {
            throw failure("expected keys with values, found \(kind)")
        }
        var members: [(key: String, value: LocatedField)] = []
        var seen: Set<String> = []
        for member in values {
            guard let key = member.key else {
                throw Failure(
                    LocatedProblem(file: file, place: member.keyPlace, path: path, message: "expected text as a key"))
            }
            let field = child(member.value, path(of: key), keyPlace: member.keyPlace)
            // YAML takes 1 and "1" for two keys; here they are one.
            guard seen.insert(key).inserted else { throw field.failure("the key stands twice in one mapping") }
            members.append((key, field))
        }
        return members
    }

    /// The members of a mapping whose keys are fixed; a key without a value counts as absent.
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

    /// A mapping of freely chosen keys to texts.
    public func texts() throws(Failure) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in try members() { texts[key] = try value.text() }
        return texts
    }
}
