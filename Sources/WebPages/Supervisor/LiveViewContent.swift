import Administration
import HelpDesk
import Logging
import WebServer

/// The live view: the open requests, and the people of the departments.
struct LiveViewContent: Sendable {
    let helpRequests: any HelpRequestService
    let callCenter: any CallCenterSource

    /// - Parameters:
    ///   - view: the requests and departments that are shown.
    ///   - phone: the phone with which the viewer can act; `nil` only shows.
    ///   - isForEverybody: whether operators also see it: people who only listen to them are then left out, unless the
    ///     route shows them.
    func content(
        of view: RequestView, phone: String?, isForEverybody: Bool = false, for visit: PageVisit, _ logger: Logger
    ) async throws -> PageContent {
        var open = try await helpRequests.reading(logger) { try await helpRequests.requestsInProgress() }
        let callCenter = callCenter.current
        if isForEverybody { open = open.map { $0.asOperatorsSeeIt(in: callCenter) } }
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
