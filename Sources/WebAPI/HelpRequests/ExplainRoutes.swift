import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `POST /v1/explain`: a dry run.
struct ExplainRoutes: Sendable {
    private static let maximumBodyBytes = 64 * 1024

    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource
    /// The id of the PBX that clients need not name.
    let defaultPBX: String

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("explain", use: explain)
    }

    @Sendable
    private func explain(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let body = try await request.jsonBody(upTo: Self.maximumBodyBytes)
        let form = try HelpRequestForm.draft(body, defaultPBX: defaultPBX)
        let draft = try context.permitted(form, in: callCenter.current)
        let explanation: Explanation
        do throws(HelpDeskError) {
            explanation = try await helpRequests.explain(draft)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return try .json(explanation)
    }
}
