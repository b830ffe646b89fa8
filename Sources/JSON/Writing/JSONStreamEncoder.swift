/// The encoder through which `Encodable` types use a ``JSONOutput``.
///
/// It has no coding paths: only mistakes in our own types can cause errors.
struct JSONStreamEncoder: Encoder {
    let output: JSONOutput
    /// The number of containers that were open when the encoder was created.
    private let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(output: JSONOutput) {
        self.output = output
        depth = output.writer.depth
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONObjectContainer(output: output, depth: output.writer.openObject(above: depth)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONArrayContainer(output: output, depth: output.writer.openArray())
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONValueContainer(output: output)
    }
}
