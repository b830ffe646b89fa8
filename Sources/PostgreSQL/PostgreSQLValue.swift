/// A parameter of a statement, with the type sent to the server.
public enum PostgreSQLValue: Sendable, Equatable {
    /// Null, whose type the server infers.
    case null
    case bool(Bool)
    /// `bigint`.
    case integer(Int64)
    /// `double precision`.
    case real(Double)
    case text(String)
    /// `bytea`.
    case bytes([UInt8])
    /// `text[]`, for `= ANY($1)`: one statement serves any number of texts.
    case texts([String])
    /// `bigint[]`.
    case integers([Int64])
}

extension PostgreSQLValue {
    /// The object id of the value's type (`SELECT oid FROM pg_type`), which no server version changes; 0 lets the
    /// server infer it.
    var typeID: UInt32 {
        switch self {
        case .null: 0
        case .bool: 16
        case .bytes: 17
        case .integer: 20
        case .text: 25
        case .real: 701
        case .texts: 1009
        case .integers: 1016
        }
    }

    /// The value in the protocol's binary format; `nil` for null.
    ///
    /// Its length is sent along; in the text format a text would end at its first NUL.
    var wireFormat: [UInt8]? {
        switch self {
        case .null: nil
        case .bool(let value): [value ? 1 : 0]
        case .integer(let value): Self.bigEndian(value)
        case .real(let value): Self.bigEndian(value.bitPattern)
        case .text(let value): Array(value.utf8)
        case .bytes(let value): value
        case .texts(let values): Self.array(of: 25, values.map { Array($0.utf8) })
        case .integers(let values): Self.array(of: 20, values.map(Self.bigEndian))
        }
    }

    /// Encodes an array of one dimension, whose indices begin at 1 (`array_recv` in the server's `arrayfuncs.c`).
    private static func array(of type: Int32, _ elements: [[UInt8]]) -> [UInt8] {
        let dimensions: Int32 = elements.isEmpty ? 0 : 1
        var bytes = bigEndian(dimensions) + bigEndian(Int32(0)) + bigEndian(type)
        guard dimensions > 0 else { return bytes }
        bytes += bigEndian(Int32(elements.count)) + bigEndian(Int32(1))
        for element in elements { bytes += bigEndian(Int32(element.count)) + element }
        return bytes
    }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}

extension PostgreSQLValue: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension PostgreSQLValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension PostgreSQLValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension PostgreSQLValue: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) { self = .null }
}
