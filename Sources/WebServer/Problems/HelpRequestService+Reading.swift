public import Administration
public import HelpDesk
import Hummingbird
public import Logging

extension HelpRequestService {
    /// Returns the request that the path names.
    ///
    /// - Throws: `Problem.unknownRequest`, also for a request outside the sender's view.
    public func visible(_ context: AuthenticatedRequestContext) async throws -> HelpRequest {
        try await visible(
            context.parameters.get("id") ?? "", to: context.credential.view, logger: context.logger)
    }

    /// Returns a request if the view includes it.
    ///
    /// - Parameter text: the request's id as received.
    /// - Throws: `Problem.unknownRequest`, also for a request outside the view.
    public func visible(_ text: String, to view: RequestView, logger: Logger) async throws -> HelpRequest {
        let unknown = Problem.unknownRequest(String(text.prefix(64)))
        guard let id = HelpRequestID(text) else { throw unknown }
        let damaged = HelpDeskError.damagedRequest(id).code
        let found: HelpRequest?
        do {
            found = try await reading(logger) { try await request(id) }
        } catch let problem as Problem where problem.code == damaged && view != .all {
            // It is not known any more whose request it was.
            throw unknown
        }
        guard let found, view.admits(found) else { throw unknown }
        return found
    }

    /// Reads help requests.
    ///
    /// Any error other than ``HelpDeskError`` is reported as a database failure.
    public func reading<Value: Sendable>(_ logger: Logger, _ read: () async throws -> Value) async throws -> Value {
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
