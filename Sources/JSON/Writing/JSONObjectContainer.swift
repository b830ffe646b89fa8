/// An object that is being written.
struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { member(key).writer.null() }
    func encode(_ value: Bool, forKey key: Key) { member(key).writer.bool(value) }
    func encode(_ value: String, forKey key: Key) { member(key).writer.string(value) }
    func encode(_ value: Double, forKey key: Key) throws { try member(key).writer.double(value) }
    func encode(_ value: Float, forKey key: Key) throws { try member(key).writer.double(Double(value)) }
    func encode(_ value: Int, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: Int8, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: Int16, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: Int32, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: Int64, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: UInt, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: UInt8, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: UInt16, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: UInt32, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: UInt64, forKey key: Key) { member(key).writer.integer(value) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).encode(value) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        JSONStreamEncoder(output: member(key)).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONStreamEncoder(output: member(key)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        output.writer.key("super", at: depth)
        return JSONStreamEncoder(output: output)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        JSONStreamEncoder(output: member(key))
    }

    private func member(_ key: Key) -> JSONOutput {
        output.writer.key(key.stringValue, at: depth)
        return output
    }
}
