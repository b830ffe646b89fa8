/// An unreadable row.
public struct DamagedRow: Sendable, Hashable, Encodable {
    public var table: String
    /// The row's identifier in its table.
    public var id: String
    public var reason: String

    public init(table: String, id: String, reason: String) {
        self.table = table
        self.id = id
        self.reason = reason
    }

    init(table: String, id: String, error: any Error) {
        self.init(table: table, id: id, reason: Self.reason(of: error))
    }

    /// Returns the reason in one line, without the values, which may be secrets.
    private static func reason(of error: any Error) -> String {
        switch error {
        case StorageError.unreadableRow(_, _, let reason): reason
        case DecodingError.keyNotFound(let key, let context): "\(place(context)): \(key.stringValue) is missing"
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            "\(place(context)): no \(type)"
        case DecodingError.dataCorrupted(let context): "\(place(context)): \(context.debugDescription)"
        default: StorageError.reason(of: error)
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.isEmpty
            ? "its JSON"
            : context.codingPath.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
    }
}
