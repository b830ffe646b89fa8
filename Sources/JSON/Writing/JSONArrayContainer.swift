/// An array that is being written.
struct JSONArrayContainer: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int
    let codingPath: [any CodingKey] = []
    private(set) var count = 0

    init(writer: JSONWriter, depth: Int) {
        self.writer = writer
        self.depth = depth
    }

    mutating func encodeNil() { element().null() }
    mutating func encode(_ value: Bool) { element().bool(value) }
    mutating func encode(_ value: String) { element().string(value) }
    mutating func encode(_ value: Double) throws { try element().double(value) }
    mutating func encode(_ value: Float) throws { try element().double(Double(value)) }
    mutating func encode(_ value: Int) { element().integer(value) }
    mutating func encode(_ value: Int8) { element().integer(value) }
    mutating func encode(_ value: Int16) { element().integer(value) }
    mutating func encode(_ value: Int32) { element().integer(value) }
    mutating func encode(_ value: Int64) { element().integer(value) }
    mutating func encode(_ value: UInt) { element().integer(value) }
    mutating func encode(_ value: UInt8) { element().integer(value) }
    mutating func encode(_ value: UInt16) { element().integer(value) }
    mutating func encode(_ value: UInt32) { element().integer(value) }
    mutating func encode(_ value: UInt64) { element().integer(value) }
    mutating func encode(_ value: some Encodable) throws { try element().encode(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        JSONStreamEncoder(writer: element()).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONStreamEncoder(writer: element()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        JSONStreamEncoder(writer: element())
    }

    private mutating func element() -> JSONWriter {
        count += 1
        writer.element(at: depth)
        return writer
    }
}
