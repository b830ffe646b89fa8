import CJQ

/// A JSON value in libjq's own form: what a jq program runs over without being copied.
///
/// Not `Sendable`: libjq counts references without atomics, so a value belongs to one task.
final class JQValue {
    private var storage: jv

    init(_ value: JSONValue) {
        storage = value.makeJV()
    }

    /// Reads a JSON text; an empty one, as after a 204, is null.
    ///
    /// - Parameter text: UTF-8, at most 2 GiB.
    /// - Throws: ``JSONFlaw`` when it is not one JSON value, not UTF-8, or nested deeper than 256 levels.
    init(parsing text: [UInt8]) throws(JSONFlaw) {
        guard text.contains(where: { !Self.isWhiteSpace($0) }) else {
            storage = jv_null()
            return
        }
        // libjq would put U+FFFD in place of what is no UTF-8.
        guard String(validating: text, as: UTF8.self) != nil else { throw JSONFlaw(problem: "not UTF-8") }
        let parsed = text.withUnsafeBytes { bytes in
            jv_parse_sized(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard jv_get_kind(parsed) != JV_KIND_INVALID else {
            throw JSONFlaw(problem: Self.problem(consuming: jv_invalid_get_msg(parsed)))
        }
        storage = parsed
    }

    deinit {
        jv_free(storage)
    }

    /// Another reference to the value; the caller owns it.
    func makeReference() -> jv {
        jv_copy(storage)
    }

    /// Sets a member of an object at a path of keys, making the objects on the way.
    func set(_ path: [String], to value: JQValue) {
        let keys = path.reduce(jv_array()) { jv_array_append($0, JSONValue.makeString($1)) }
        // Moved out first: a second reference would make libjq copy the whole object.
        let object = storage
        storage = jv_null()
        storage = jv_setpath(object, keys, value.makeReference())
    }

    var json: JSONValue { JSONValue(consuming: makeReference()) }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The parser's complaint without the text that it quotes, which is the CRM's and may be long or secret.
    private static func problem(consuming message: jv) -> String {
        guard case .string(let text) = JSONValue(consuming: message) else { return "not JSON" }
        let end = text.firstRange(of: " (while parsing")?.lowerBound ?? text.endIndex
        return "not JSON: \(text[..<end])"
    }
}

/// Why a text is no JSON value.
struct JSONFlaw: Error, Equatable {
    let problem: String
}
