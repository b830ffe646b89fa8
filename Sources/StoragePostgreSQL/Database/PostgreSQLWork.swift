import ConcurrencyPrimitives
import Foundation
import PostgreSQL
import Storage

/// A transaction on its own connection, for a thread that blocks for each answer.
struct PostgreSQLWork: SQLTransaction {
    private let pool: PostgreSQLPool
    private let connection: PostgreSQLPool.CheckedOutConnection

    /// Executes a transaction, which an error rolls back; never call it on a thread that tasks share.
    ///
    /// - Parameter begin: the statement that begins the transaction.
    static func perform<Value>(
        on pool: PostgreSQLPool, begin: String, _ work: (any SQLTransaction) throws -> Value
    ) throws -> Value {
        let connection = try answer(pool, begin, on: nil).connection
        let value: Value
        do {
            value = try work(PostgreSQLWork(pool: pool, connection: connection))
        } catch {
            // If this cannot be sent, the connection is gone, and its transaction with it.
            pool.submit([PostgreSQLStatement("ROLLBACK")], on: connection, isLast: true) { _ in }
            throw error
        }
        _ = try answer(pool, "COMMIT", on: connection, isLast: true)
        return value
    }

    func perform(_ statement: SQLStatement) throws -> (rows: [SQLRow], changes: Int) {
        let result = try Self.answer(pool, [PostgreSQLStatement(statement)], on: connection).result
        guard let first = result.rows.first else { return ([], result.count) }
        let columns = SQLRow.Columns(first.names)
        return (
            try result.rows.map { row in SQLRow(columns, try row.values().map { SQLValue($0) }) }, result.count
        )
    }

    func lock(_ table: String) throws {
        // The lock conflicts with itself, but not with readers
        // (https://www.postgresql.org/docs/15/explicit-locking.html).
        _ = try Self.answer(pool, "LOCK TABLE \(table) IN SHARE ROW EXCLUSIVE MODE", on: connection)
    }

    func keeping(_ rows: SQLRowLock) -> String { rows.rawValue }

    private static func answer(
        _ pool: PostgreSQLPool, _ sql: String, on connection: PostgreSQLPool.CheckedOutConnection?, isLast: Bool = false
    ) throws -> (result: PostgreSQLResult, connection: PostgreSQLPool.CheckedOutConnection) {
        try answer(pool, [PostgreSQLStatement(sql)], on: connection, isLast: isLast)
    }

    private static func answer(
        _ pool: PostgreSQLPool, _ statements: [PostgreSQLStatement],
        on connection: PostgreSQLPool.CheckedOutConnection?,
        isLast: Bool = false
    ) throws -> (result: PostgreSQLResult, connection: PostgreSQLPool.CheckedOutConnection) {
        let outcome = Locked<Result<PostgreSQLPool.Answer, any Error>?>(nil)
        let arrival = DispatchSemaphore(value: 0)
        pool.submit(statements, on: connection, isLast: isLast) { answer in
            outcome.withLock { $0 = answer }
            arrival.signal()
        }
        // The pool itself times out.
        arrival.wait()
        guard let answer = try outcome.withLock({ $0 })?.get(), let result = answer.results.first else {
            throw PostgreSQLError.closed
        }
        return (result, answer.connection)
    }
}

extension SQLValue {
    init(_ value: PostgreSQLValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .real(let value): .real(value)
            case .text(let value): .text(value)
            case .bytes(let value): .bytes(Data(value))
            // Columns never contain lists.
            case .texts, .integers: .null
            }
    }
}
