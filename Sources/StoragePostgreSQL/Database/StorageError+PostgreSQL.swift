import PostgreSQL
import Storage

extension StorageError {
    /// Translates an error of PostgreSQL; a cancellation and our own errors stay as they are.
    static func translating(_ error: any Error) -> any Error {
        guard let error = error as? PostgreSQLError else { return error }
        return switch error {
        case .closed: StorageError.closed
        case .cannotConnect, .connectionLost, .timedOut, .unavailable: StorageError.unreachable("\(error)")
        case .invalid: StorageError.failed("\(error)")
        case .refused(let message): translating(message)
        }
    }

    /// Translates a message by its SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html).
    private static func translating(_ message: PostgreSQLError.ServerMessage) -> StorageError {
        let text = "\(PostgreSQLError.refused(message))"
        return switch message.sqlState {
        case "53100": .diskFull
        case "40001", "40P01", "55P03": .busy
        // Statement timeout, shutdown, start, too many connections, a read-only replica.
        case "57014", "57P01", "57P02", "57P03", "53300", "25006": .unreachable(text)
        case "58000", "58030", "XX001", "XX002": .diskFailed(text)
        default: .failed(text)
        }
    }
}
