import CJQ

extension JSONValue {
    /// Takes a value over from libjq, consuming it. A number that JSON cannot write (not a number) becomes null.
    init(consuming value: jv) {
        defer { jv_free(value) }
        switch jv_get_kind(value) {
        case JV_KIND_TRUE:
            self = .bool(true)
        case JV_KIND_FALSE:
            self = .bool(false)
        case JV_KIND_NUMBER:
            let number = jv_number_value(value)
            self = number.isNaN ? .null : .number(number)
        case JV_KIND_STRING:
            self = .string(Self.string(value))
        case JV_KIND_ARRAY:
            let count = jv_array_length(jv_copy(value))
            self = .array((0..<count).map { JSONValue(consuming: jv_array_get(jv_copy(value), $0)) })
        case JV_KIND_OBJECT:
            self = .object(Self.members(value))
        default:
            self = .null
        }
    }

    /// The same value in libjq's form; the caller owns it.
    func makeJV() -> jv {
        switch self {
        case .null: jv_null()
        case .bool(let flag): jv_bool(flag ? 1 : 0)
        case .number(let number): jv_number(number)
        case .string(let text): Self.makeString(text)
        case .array(let elements):
            elements.reduce(jv_array()) { jv_array_append($0, $1.makeJV()) }
        case .object(let members):
            members.reduce(jv_object()) { jv_object_set($0, Self.makeString($1.key), $1.value.makeJV()) }
        }
    }

    static func makeString(_ text: String) -> jv {
        var text = text
        return text.withUTF8 { bytes in
            // The pointer of an empty string may be nil, and libjq reads none of it.
            guard let start = bytes.baseAddress else { return jv_string("") }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                jv_string_sized($0, Int32(bytes.count))
            }
        }
    }

    /// The text of a string, which stays the caller's.
    static func string(_ value: jv) -> String {
        let count = Int(jv_string_length_bytes(jv_copy(value)))
        guard let start = jv_string_value(value) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private static func members(_ value: jv) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        var position = jv_object_iter(value)
        while jv_object_iter_valid(value, position) != 0 {
            let key = jv_object_iter_key(value, position)
            members[string(key)] = JSONValue(consuming: jv_object_iter_value(value, position))
            jv_free(key)
            position = jv_object_iter_next(value, position)
        }
        return members
    }
}
