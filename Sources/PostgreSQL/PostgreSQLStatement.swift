/// A statement with its parameters, which never become part of its text.
public struct PostgreSQLStatement: Sendable, Equatable {
    /// One SQL statement, with `$1`, `$2` … in place of its parameters.
    public var sql: String
    public var parameters: [PostgreSQLValue]

    public init(_ sql: String, _ parameters: [PostgreSQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
