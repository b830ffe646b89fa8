/// The fields of a mapping among settings.
struct SettingMapping {
    /// The mapping itself.
    let owner: SettingField
    let fields: [String: SettingField]

    /// The value of a key that must be there; a missing one is reported.
    func required(_ key: String) -> SettingField? {
        guard let field = optional(key) else {
            let path = owner.path.isEmpty ? key : "\(owner.path).\(key)"
            owner.faults.report("is missing", line: fields[key]?.line ?? owner.line, field: path)
            return nil
        }
        return field
    }

    /// The value of a key, unless it is missing or empty.
    func optional(_ key: String) -> SettingField? {
        guard let field = fields[key], !field.isNull else { return nil }
        return field
    }
}
