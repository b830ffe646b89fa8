/// The statements that a server has parsed on a connection.
struct PreparedStatements {
    /// Includes the parameters' types, since the server decodes values by the types of the prepared statement.
    struct Key: Hashable {
        var sql: String
        var types: [UInt32]
    }

    /// More than the program's fixed statements; dynamically built statements must not pile up.
    private static let maximumCount = 256

    private var names: [Key: String] = [:]
    private var lastNumber = 0

    func name(of key: Key) -> String? { names[key] }

    /// Returns an unused name; `nil` if the maximum is reached.
    mutating func newName() -> String? {
        guard names.count < Self.maximumCount else { return nil }
        lastNumber += 1
        return "s\(lastNumber)"
    }

    mutating func add(_ key: Key, name: String) {
        names[key] = name
    }
}
