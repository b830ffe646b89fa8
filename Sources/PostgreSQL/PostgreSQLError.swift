/// The reason why a database operation failed.
public enum PostgreSQLError: Error, Sendable, Equatable {
    /// The step that timed out.
    public enum Phase: String, Sendable {
        /// A free connection.
        case connection
        /// The server's answer.
        case answer
    }

    /// The server's message about a statement that failed.
    public struct ServerMessage: Sendable, Equatable {
        /// Five characters (https://www.postgresql.org/docs/15/errcodes-appendix.html).
        public var sqlState: String
        public var message: String
        /// The constraint that was violated.
        public var constraint: String?
        /// The index of the failed statement among those that were sent together.
        public var statement: Int

        public init(sqlState: String, message: String, constraint: String? = nil, statement: Int = 0) {
            self.sqlState = sqlState
            self.message = message
            self.constraint = constraint
            self.statement = statement
        }
    }

    /// No server of the address accepts a connection.
    case cannotConnect(String)
    /// The connection broke before the answer arrived: it is unknown whether the statements took effect.
    case connectionLost(String)
    /// A timeout; in ``Phase/answer`` it is unknown whether the statements took effect.
    case timedOut(Phase)
    /// The server refused a statement; nothing that was sent with it took effect.
    case refused(ServerMessage)
    /// The address or a parameter is invalid; nothing was sent.
    case invalid(String)
    /// The system has no memory, file descriptor or thread left for the client.
    case unavailable(String)
    /// The pool was shut down.
    case closed
}

extension PostgreSQLError {
    /// The SQLSTATE of the server's message; `nil` if there is none.
    public var sqlState: String? {
        guard case .refused(let message) = self else { return nil }
        return message.sqlState
    }

    /// Whether nothing took effect and a retry may succeed, on another connection or a moment later.
    ///
    /// The server is stopping or starting, it no longer accepts writes, or two transactions conflicted.
    public var isTransient: Bool {
        switch self {
        case .cannotConnect: true
        case .refused(let message):
            ["57P01", "57P02", "57P03", "25006", "40001", "40P01", "53300", "55P03"].contains(message.sqlState)
        case .connectionLost, .timedOut, .invalid, .unavailable, .closed: false
        }
    }
}

extension PostgreSQLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotConnect(let reason): "PostgreSQL cannot be reached: \(reason)"
        case .connectionLost(let reason): "the connection to PostgreSQL broke: \(reason)"
        case .timedOut(.connection):
            "timed out waiting for a connection to PostgreSQL: all are in use, or it is not there"
        case .timedOut(.answer): "timed out waiting for PostgreSQL's answer"
        case .refused(let message): "\(message.message) (SQLSTATE \(message.sqlState))"
        case .invalid(let reason): "it cannot be sent to PostgreSQL: \(reason)"
        case .unavailable(let reason): "the PostgreSQL client cannot work: \(reason)"
        case .closed: "the connections to PostgreSQL were closed"
        }
    }
}
