import Foundation

/// The lists and small structures that a column holds as JSON, always written in the same way.
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

    /// The argument of `json_each(?)`: one statement serves any number of words.
    static func list(_ words: Set<String>) -> String {
        // Text alone can always be written.
        (try? text(words.map(\.storable).sorted())) ?? "[]"
    }

    static func value<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try decoder.decode(type, from: Data(text.utf8))
    }
}
