/// The encoder through which `Encodable` types use a ``JSONWriter``.
///
/// It has no coding paths: only mistakes in our own types can cause errors.
struct JSONStreamEncoder: Encoder {
    let writer: JSONWriter
    /// How many containers were open when it began.
    private let depth: Int
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(writer: JSONWriter) {
        self.writer = writer
        depth = writer.depth
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONObjectContainer(writer: writer, depth: writer.openObject(above: depth)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONArrayContainer(writer: writer, depth: writer.openArray())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONValueContainer(writer: writer)
    }
}
