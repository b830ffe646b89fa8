/// A container for a single value.
struct JSONValueContainer: SingleValueEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.writer.null() }
    func encode(_ value: Bool) { output.writer.bool(value) }
    func encode(_ value: String) { output.writer.string(value) }
    func encode(_ value: Double) throws { try output.writer.double(value) }
    func encode(_ value: Float) throws { try output.writer.double(Double(value)) }
    func encode(_ value: Int) { output.writer.integer(value) }
    func encode(_ value: Int8) { output.writer.integer(value) }
    func encode(_ value: Int16) { output.writer.integer(value) }
    func encode(_ value: Int32) { output.writer.integer(value) }
    func encode(_ value: Int64) { output.writer.integer(value) }
    func encode(_ value: UInt) { output.writer.integer(value) }
    func encode(_ value: UInt8) { output.writer.integer(value) }
    func encode(_ value: UInt16) { output.writer.integer(value) }
    func encode(_ value: UInt32) { output.writer.integer(value) }
    func encode(_ value: UInt64) { output.writer.integer(value) }
    func encode(_ value: some Encodable) throws { try output.encode(value) }
}
