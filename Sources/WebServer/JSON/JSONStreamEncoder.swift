/// The encoder through which `Encodable` types use a ``JSONWriter``.
///
/// It has no coding paths: only mistakes in our own types can cause errors.
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
