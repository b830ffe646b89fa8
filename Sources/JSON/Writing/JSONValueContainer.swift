/// A place for one value.
struct JSONValueContainer: SingleValueEncodingContainer {
    let writer: JSONWriter
    let codingPath: [any CodingKey] = []

    func encodeNil() { writer.null() }
    func encode(_ value: Bool) { writer.bool(value) }
    func encode(_ value: String) { writer.string(value) }
    func encode(_ value: Double) throws { try writer.double(value) }
    func encode(_ value: Float) throws { try writer.double(Double(value)) }
    func encode(_ value: Int) { writer.integer(value) }
    func encode(_ value: Int8) { writer.integer(value) }
    func encode(_ value: Int16) { writer.integer(value) }
    func encode(_ value: Int32) { writer.integer(value) }
    func encode(_ value: Int64) { writer.integer(value) }
    func encode(_ value: UInt) { writer.integer(value) }
    func encode(_ value: UInt8) { writer.integer(value) }
    func encode(_ value: UInt16) { writer.integer(value) }
    func encode(_ value: UInt32) { writer.integer(value) }
    func encode(_ value: UInt64) { writer.integer(value) }
    func encode(_ value: some Encodable) throws { try writer.encode(value) }
}
