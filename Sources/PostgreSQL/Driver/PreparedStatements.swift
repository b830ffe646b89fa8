/// The statements prepared on a connection.
struct PreparedStatements {
    /// A statement's text and parameter types: the server decodes parameters by the types it was prepared with.
    struct Key: Hashable {
        var sql: String
        var types: [UInt32]
    }

    /// The maximum number of prepared statements: enough for a program's own; statements assembled from a query's
    /// conditions must not pile up.
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
