import Administration
import HelpDesk
import Logging
import WebServer

/// The live view: the open requests as they are, and the people of the departments.
struct LiveViewContent: Sendable {
    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource

    /// - Parameters:
    ///   - view: what of it is shown.
    ///   - phone: with which something can be done; `nil` only shows.
    func content(
        of view: RequestView, phone: String?, for visit: PageVisit, _ logger: Logger
    ) async throws -> PageContent {
        let open = try await helpRequests.reading(logger) { try await helpRequests.requestsInProgress() }
        let callCenter = callCenter.current
        var content = OpenRequestsContent(
            callCenter: callCenter, language: visit.language, phone: phone
        ).content(open.filter(view.admits))
        let staff = StaffContent(
            callCenter: callCenter, language: visit.language, open: open, phones: helpRequests.phoneStates)
        content["departments"] = staff.content(view.departments(of: callCenter).map(\.id))
        if let missed = visit.missedWords {
            content["missed"] = missed.short
            content["missedText"] = missed.long
        }
        return content
    }
}
