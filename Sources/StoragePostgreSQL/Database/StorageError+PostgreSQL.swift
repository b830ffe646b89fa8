import PostgreSQL
import Storage

extension StorageError {
    /// Returns the `StorageError` for a PostgreSQL error; cancellations and HelpBridge's own errors pass through.
    static func translating(_ error: any Error) -> any Error {
        guard let error = error as? PostgreSQLError else { return error }
        return switch error {
        case .closed: StorageError.closed
        case .cannotConnect, .connectionLost, .timedOut, .unavailable: StorageError.unreachable("\(error)")
        case .invalid: StorageError.failed("\(error)")
        case .refused(let message): translating(message)
        }
    }

    /// Translates a server's error by its SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html).
    private static func translating(_ message: PostgreSQLError.ServerMessage) -> StorageError {
        let text = "\(PostgreSQLError.refused(message))"
        return switch message.sqlState {
        case "53100": .diskFull
        case "40001", "40P01", "55P03": .busy
        // Statement timeout, shutdown, startup, no connection left, a replica.
        case "57014", "57P01", "57P02", "57P03", "53300", "25006": .unreachable(text)
        case "58000", "58030", "XX001", "XX002": .diskFailed(text)
        default: .failed(text)
        }
    }
}
