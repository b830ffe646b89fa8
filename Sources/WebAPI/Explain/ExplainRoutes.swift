import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging

/// `POST /v1/explain`: a dry run.
struct ExplainRoutes: Sendable {
    private static let longestBody = 64 * 1024

    let desk: any HelpRequestDesk
    let callCenter: any CallCenterSource

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.post("explain", use: explain)
    }

    @Sendable
    private func explain(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let draft = try HelpRequestForm.draft(try await request.jsonBody(upTo: Self.longestBody))
        guard context.credential.view.admits(draft, in: callCenter.current) else {
            throw Problem.unknownOperator(draft.operator)
        }
        let explanation: Explanation
        do throws(HelpDeskError) {
            explanation = try await desk.explain(draft)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return try .json(explanation)
    }
}
