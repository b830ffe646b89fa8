import CPQ

/// A connection and the exchange in progress on it.
///
/// Used on the driver's thread alone.
final class ServerConnection {
    typealias ID = UInt64

    enum State {
        case idle
        /// Executing an exchange's statements.
        case working(for: Exchange)
        /// Executing the statements of a cancelled caller, or a rollback, until the deadline at the latest.
        ///
        /// `isCheckedOut`: the caller still has to check the connection in.
        case unattended(isCheckedOut: Bool, deadline: ContinuousClock.Instant)
        /// Checked out in the middle of a transaction, with no statement in progress.
        case checkedOut
    }

    private enum Slot {
        case preparation(PreparedStatements.Key, name: String)
        case statement(Int)
        case sync
    }

    let id: ID
    var state = State.idle
    /// Whether it was checked in while statements were in progress.
    var isCheckedIn = false
    /// Whether libpq has more data than the socket accepts.
    private(set) var wantsToWrite = false
    private let handle: ConnectionHandle
    private let notified: (_ channel: String, _ payload: String) -> Void
    private var prepared = PreparedStatements()
    private var statements: [PostgreSQLStatement] = []
    private var slots: [Slot] = []
    private var position = 0
    /// Whether the query at `position` had a result: the next `nil` ends it.
    private var hasResult = false
    private var results: [PostgreSQLResult] = []
    private var failure: PostgreSQLError?

    init(
        id: ID, handle: ConnectionHandle, notified: @escaping (_ channel: String, _ payload: String) -> Void
    ) {
        self.id = id
        self.notified = notified
        self.handle = handle
    }

    /// The deadline for the answer to the statements in progress.
    var deadline: ContinuousClock.Instant? {
        switch state {
        case .idle, .checkedOut: nil
        case .working(let exchange): exchange.deadline
        case .unattended(_, let deadline): deadline
        }
    }

    var descriptor: Int32 { PQsocket(handle.pointer) }

    /// Whether a transaction is open, or failed without being rolled back.
    var isInTransaction: Bool { PQtransactionStatus(handle.pointer) != PQTRANS_IDLE }

    func close() {
        handle.close()
    }

    /// Sends statements followed by one synchronisation: if one fails, the server skips those after it.
    ///
    /// - Throws: ``PostgreSQLError/connectionLost(_:)`` if the connection is broken.
    func send(_ statements: [PostgreSQLStatement]) throws(PostgreSQLError) {
        self.statements = statements
        slots = []
        position = 0
        hasResult = false
        results = []
        failure = nil
        var fresh: [PreparedStatements.Key: String] = [:]
        for (index, statement) in statements.enumerated() {
            let parameters = WireParameters(statement.parameters)
            let key = PreparedStatements.Key(sql: statement.sql, types: parameters.types)
            if let name = prepared.name(of: key) ?? fresh[key] {
                try require(parameters.send(handle.pointer, prepared: name))
            } else if let name = prepared.newName() {
                try require(PQsendPrepare(handle.pointer, name, statement.sql, parameters.count, parameters.types))
                slots.append(.preparation(key, name: name))
                fresh[key] = name
                try require(parameters.send(handle.pointer, prepared: name))
            } else {
                try require(parameters.send(handle.pointer, sql: statement.sql))
            }
            slots.append(.statement(index))
        }
        try require(PQpipelineSync(handle.pointer))
        slots.append(.sync)
        try flush()
    }

    /// Reads the data that arrived.
    ///
    /// - Returns: The results, once they are complete, which is not before the server has committed; `nil` until then.
    /// - Throws: ``PostgreSQLError/connectionLost(_:)`` if the connection is broken.
    func advance() throws(PostgreSQLError) -> Result<[PostgreSQLResult], PostgreSQLError>? {
        try require(PQconsumeInput(handle.pointer))
        try flush()
        while position < slots.count, PQisBusy(handle.pointer) == 0 {
            guard let result = PQgetResult(handle.pointer) else {
                guard hasResult else { break }
                hasResult = false
                position += 1
                continue
            }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
                position = slots.count
            } else {
                hasResult = true
                try read(result)
            }
        }
        guard PQstatus(handle.pointer) == CONNECTION_OK else { throw lost() }
        readNotifications()
        guard position == slots.count else { return nil }
        return failure.map { .failure($0) } ?? .success(results)
    }

    /// Reads what the server sends while no statement is in progress: notifications, or that it is shutting down.
    ///
    /// - Throws: ``PostgreSQLError/connectionLost(_:)`` if the connection is broken.
    func listen() throws(PostgreSQLError) {
        try require(PQconsumeInput(handle.pointer))
        readNotifications()
        guard PQstatus(handle.pointer) == CONNECTION_OK else { throw lost() }
    }

    private func readNotifications() {
        while let notification = PQnotifies(handle.pointer) {
            notified(String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
    }

    private func read(_ result: OpaquePointer) throws(PostgreSQLError) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            switch slots[position] {
            case .preparation(let key, let name): prepared.add(key, name: name)
            case .statement(let index):
                results.append(PostgreSQLResult(result))
                // The server treats COMMIT in a failed transaction as ROLLBACK.
                if statements[index].sql == "COMMIT", String(cString: PQcmdStatus(result)) == "ROLLBACK" {
                    failure = .refused(
                        PostgreSQLError.ServerMessage(
                            sqlState: "25P02", message: "the transaction has failed before", statement: index))
                }
            case .sync: break
            }
        case PGRES_PIPELINE_ABORTED:
            // An earlier statement failed, whose error is reported.
            break
        case PGRES_FATAL_ERROR:
            let message = PostgreSQLError.ServerMessage(result, statement: statementIndex)
            guard PQstatus(handle.pointer) == CONNECTION_OK else { throw .connectionLost(message.message) }
            // A server that shuts down at the commit may have kept changes that it does not confirm.
            if failure == nil, isAtCommit, Self.endsConnection(result) { throw .connectionLost(message.message) }
            failure = failure ?? .refused(message)
        default:
            throw .connectionLost("the server sent an unexpected response")
        }
    }

    private var statementIndex: Int {
        slots[...position].count { if case .statement = $0 { true } else { false } } - 1 + (isPreparing ? 1 : 0)
    }

    /// Whether all statements before the commit succeeded; a single statement is committed at the synchronisation.
    private var isAtCommit: Bool {
        switch slots[position] {
        case .preparation: false
        case .statement(let index): statements[index].sql == "COMMIT"
        case .sync: true
        }
    }

    private static func endsConnection(_ result: OpaquePointer) -> Bool {
        PQresultErrorField(result, Int32(cpq_field_severity)).map { String(cString: $0) } != "ERROR"
    }

    private var isPreparing: Bool {
        if case .preparation = slots[position] { true } else { false }
    }

    private func flush() throws(PostgreSQLError) {
        let left = PQflush(handle.pointer)
        guard left >= 0 else { throw lost() }
        wantsToWrite = left > 0
    }

    private func require(_ success: Int32) throws(PostgreSQLError) {
        guard success == 1 else { throw lost() }
    }

    private func lost() -> PostgreSQLError { .connectionLost(handle.message) }
}

extension PostgreSQLError.ServerMessage {
    init(_ result: OpaquePointer, statement: Int) {
        func field(_ code: Int) -> String? {
            PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
        }
        self.init(
            sqlState: field(cpq_field_sqlstate) ?? "XX000",
            message: field(cpq_field_message) ?? "no message",
            constraint: field(cpq_field_constraint), statement: statement)
    }
}

extension PostgreSQLResult {
    init(_ result: OpaquePointer) {
        let width = PQnfields(result)
        let names = (0..<width).map { String(cString: PQfname(result, $0)) }
        let columns = PostgreSQLRow.Columns(names, types: (0..<width).map { PQftype(result, $0) })
        let rows = (0..<PQntuples(result)).map { row in
            let cells = (0..<width).map { column -> String? in
                guard PQgetisnull(result, row, column) == 0, let value = PQgetvalue(result, row, column) else {
                    return nil
                }
                let length = Int(PQgetlength(result, row, column))
                return String(
                    decoding: UnsafeRawBufferPointer(start: value, count: length), as: UTF8.self)
            }
            return PostgreSQLRow(columns: columns, cells: cells)
        }
        self.init(rows: rows, count: Int(String(cString: PQcmdTuples(result))) ?? rows.count)
    }
}
