import HelpDesk
import Logging

extension HelpRequestDesk {
    /// Reads from the desk. Whatever is not a refusal of the desk's own is the database's failure.
    func reading<Value: Sendable>(_ logger: Logger, _ read: () async throws -> Value) async throws -> Value {
        do {
            return try await read()
        } catch let error as HelpDeskError {
            throw Problem(error, logger: logger)
        } catch {
            logger.error("help requests cannot be read", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
    }
}
