import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/presence`: the menu in every page's header for setting whether one may be rung.
///
/// The form returns to the page. Scripts send the same form, and fetch the wording of the state from here.
struct PresencePages: Sendable {
    let pages: PageRenderer
    let helpRequests: any HelpRequestService

    /// - Parameter group: the pages of signed-in users, their forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get("presence", use: show)
        group.post("presence", use: set)
    }

    /// Sends the menu, as a part of a page.
    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        guard let presence = context.visit.presence else { throw Problem.forbidden }
        let next = PageAddress.local(request.uri.queryParameters.get("next")) ?? context.user.home
        return pages.part(
            .presence, presence.menu(for: context.visit, next: next), for: context.visit)
    }

    @Sendable
    private func set(_ request: Request, context: PageContext) async throws -> Response {
        guard context.user.extension != nil else { throw Problem.forbidden }
        let state = try context.form.presence()
        do throws(HelpDeskError) {
            // The presence belongs to the person, not to one of their phones.
            for number in context.user.extensions { _ = try await helpRequests.setPresence(state, of: number) }
        } catch {
            throw Problem(error, number: "extension", logger: context.logger)
        }
        return .redirect(to: PageAddress.local(context.form.text("next")) ?? context.user.home, type: .normal)
    }
}

extension PageForm {
    /// Returns the state that a presence menu has sent.
    ///
    /// - Throws: `Problem` for anything else.
    func presence() throws(Problem) -> Presence.State {
        guard let state = Presence.State(rawValue: text("state")) else {
            let known = Presence.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, code: "unknown_presence", detail: "state must be one of \(known)")
        }
        return state
    }
}
