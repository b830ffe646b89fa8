/// The face of a ``JSONWriter`` towards `Encodable` types.
///
/// Coding paths are not kept: the only errors are mistakes of our own types.
struct JSONStreamEncoder: Encoder {
    let writer: JSONWriter
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONObjectContainer(writer: writer, depth: writer.openObject()))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONArrayContainer(writer: writer, depth: writer.openArray())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONValueContainer(writer: writer)
    }
}
