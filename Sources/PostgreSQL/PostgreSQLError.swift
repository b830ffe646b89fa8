/// Why the database did not do what was asked.
public enum PostgreSQLError: Error, Sendable, Equatable {
    /// What was waited for when the time was up.
    public enum Phase: String, Sendable {
        /// A connection that nobody else uses.
        case connection
        /// The server's answer.
        case answer
    }

    /// What the server says of a statement that failed.
    public struct ServerMessage: Sendable, Equatable {
        /// Five characters (https://www.postgresql.org/docs/15/errcodes-appendix.html).
        public var sqlState: String
        public var message: String
        /// The constraint that was violated.
        public var constraint: String?
        /// Which of the statements that were sent together.
        public var statement: Int

        public init(sqlState: String, message: String, constraint: String? = nil, statement: Int = 0) {
            self.sqlState = sqlState
            self.message = message
            self.constraint = constraint
            self.statement = statement
        }
    }

    /// No server of the address takes us.
    case cannotConnect(String)
    /// The connection broke before the answer came: whether the statements took effect is not known.
    case connectionLost(String)
    /// The time was up. In ``Phase/answer`` it is not known whether the statements took effect.
    case timedOut(Phase)
    /// The server refused a statement; nothing of what was sent with it took effect.
    case refused(ServerMessage)
    /// The address or a parameter is not fit to be sent; nothing was sent.
    case invalid(String)
    /// The system gave no memory, file descriptor or thread for the client.
    case unavailable(String)
    /// The pool was shut down.
    case closed
}

extension PostgreSQLError {
    /// That of the server's message; `nil` where there is none.
    public var sqlState: String? {
        guard case .refused(let message) = self else { return nil }
        return message.sqlState
    }

    /// Whether the same may succeed on another connection or a moment later, nothing having been kept this time: the server
    /// is stopping or starting, it takes no writes any more, or two transactions stood in each other's way.
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
