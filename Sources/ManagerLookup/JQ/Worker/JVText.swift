import CJQ

/// Converts libjq's values to texts.
enum JVText {
    /// Returns the bytes of a string, which is consumed; `nil` for any other value.
    static func bytes(consuming value: jv) -> [UInt8]? {
        defer { jv_free(value) }
        guard jv_get_kind(value) == JV_KIND_STRING, let start = jv_string_value(value) else { return nil }
        let count = Int(jv_string_length_bytes(jv_copy(value)))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    static func string(consuming value: jv) -> String? {
        bytes(consuming: value).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns the text of an error's value, which is consumed.
    static func problem(consuming message: jv) -> String {
        switch jv_get_kind(message) {
        case JV_KIND_STRING:
            return JQMessages.withoutValues(string(consuming: message) ?? "")
        case let kind:
            jv_free(message)
            return kind == JV_KIND_NULL ? "error(null)" : "error with \(name(of: kind))"
        }
    }

    private static func name(of kind: jv_kind) -> String {
        switch kind {
        case JV_KIND_OBJECT: "an object"
        case JV_KIND_ARRAY: "an array"
        case JV_KIND_NUMBER: "a number"
        default: "a boolean"
        }
    }
}
