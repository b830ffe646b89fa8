/// The statements that a server has parsed on a connection.
struct PreparedStatements {
    /// With the parameters' types, since the server reads what we send by those that it was told.
    struct Key: Hashable {
        var sql: String
        var types: [UInt32]
    }

    /// A program has so many of its own; those that are put together from what is asked for must not pile up.
    private static let maximumCount = 256

    private var names: [Key: String] = [:]
    private var lastNumber = 0

    func name(of key: Key) -> String? { names[key] }

    /// A name that is not in use; `nil` when there are enough.
    mutating func newName() -> String? {
        guard names.count < Self.maximumCount else { return nil }
        lastNumber += 1
        return "s\(lastNumber)"
    }

    mutating func add(_ key: Key, name: String) {
        names[key] = name
    }
}
