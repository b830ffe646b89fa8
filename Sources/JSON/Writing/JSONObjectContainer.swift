/// An object that is being written.
struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int
    let codingPath: [any CodingKey] = []

    func encodeNil(forKey key: Key) { member(key).null() }
    func encode(_ value: Bool, forKey key: Key) { member(key).bool(value) }
    func encode(_ value: String, forKey key: Key) { member(key).string(value) }
    func encode(_ value: Double, forKey key: Key) throws { try member(key).double(value) }
    func encode(_ value: Float, forKey key: Key) throws { try member(key).double(Double(value)) }
    func encode(_ value: Int, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: Int8, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: Int16, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: Int32, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: Int64, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: UInt, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: UInt8, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: UInt16, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: UInt32, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: UInt64, forKey key: Key) { member(key).integer(value) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).encode(value) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        JSONStreamEncoder(writer: member(key)).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONStreamEncoder(writer: member(key)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.key("super", at: depth)
        return JSONStreamEncoder(writer: writer)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        JSONStreamEncoder(writer: member(key))
    }

    private func member(_ key: Key) -> JSONWriter {
        writer.key(key.stringValue, at: depth)
        return writer
    }
}
