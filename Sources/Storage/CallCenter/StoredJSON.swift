import Foundation

/// The encoding of lists and small structures in JSON columns, which is deterministic.
enum StoredJSON {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Returns the argument of `json_each(?)`: one statement serves any number of words.
    static func list(_ words: Set<String>) -> String {
        // An array of strings can always be encoded.
        (try? text(words.map(\.storable).sorted())) ?? "[]"
    }

    static func value<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try decoder.decode(type, from: Data(text.utf8))
    }
}
