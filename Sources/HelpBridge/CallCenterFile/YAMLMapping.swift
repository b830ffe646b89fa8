/// The fields of a mapping in a YAML file.
struct YAMLMapping {
    /// The mapping itself.
    let owner: YAMLField
    let fields: [String: YAMLField]

    /// The value of a key that must be there; a missing one is reported.
    func required(_ key: String) -> YAMLField? {
        guard let field = optional(key) else {
            let path = owner.path.isEmpty ? key : "\(owner.path).\(key)"
            owner.problems.report("is missing", line: fields[key]?.line ?? owner.line, path: path)
            return nil
        }
        return field
    }

    /// The value of a key, unless it is missing or empty.
    func optional(_ key: String) -> YAMLField? {
        guard let field = fields[key], !field.isNull else { return nil }
        return field
    }
}
