/// An array that is being written.
struct JSONArrayContainer: UnkeyedEncodingContainer {
    let output: JSONOutput
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    init(output: JSONOutput, depth: Int) {
        self.output = output
        self.depth = depth
    }

    mutating func encodeNil() { element().writer.null() }
    mutating func encode(_ value: Bool) { element().writer.bool(value) }
    mutating func encode(_ value: String) { element().writer.string(value) }
    mutating func encode(_ value: Double) throws { try element().writer.double(value) }
    mutating func encode(_ value: Float) throws { try element().writer.double(Double(value)) }
    mutating func encode(_ value: Int) { element().writer.integer(value) }
    mutating func encode(_ value: Int8) { element().writer.integer(value) }
    mutating func encode(_ value: Int16) { element().writer.integer(value) }
    mutating func encode(_ value: Int32) { element().writer.integer(value) }
    mutating func encode(_ value: Int64) { element().writer.integer(value) }
    mutating func encode(_ value: UInt) { element().writer.integer(value) }
    mutating func encode(_ value: UInt8) { element().writer.integer(value) }
    mutating func encode(_ value: UInt16) { element().writer.integer(value) }
    mutating func encode(_ value: UInt32) { element().writer.integer(value) }
    mutating func encode(_ value: UInt64) { element().writer.integer(value) }
    mutating func encode(_ value: some Encodable) throws { try element().encode(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        JSONStreamEncoder(output: element()).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONStreamEncoder(output: element()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        JSONStreamEncoder(output: element())
    }

    private mutating func element() -> JSONOutput {
        count += 1
        output.writer.element(at: depth)
        return output
    }
}
