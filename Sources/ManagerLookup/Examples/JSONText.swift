import CJQ

/// JSON values as text.
enum JSONText {
    static func bytes(_ value: JSONValue) -> [UInt8] {
        Array(string(value).utf8)
    }

    /// One line, the members of objects sorted by name.
    static func string(_ value: JSONValue) -> String {
        let text = jv_dump_string(value.makeJV(), Int32(JV_PRINT_SORTED.rawValue))
        defer { jv_free(text) }
        return JSONValue.string(text)
    }
}
