import Administration
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/supervisor/screens`: links that show the live view on screens without a signed-in user.
struct ScreenLinkPages: Sendable {
    private static let prefix = "hbw_"

    let pages: PageRenderer
    let screens: ScreenLinkService

    /// - Parameter group: the group `/supervisor`, for supervisors, its forms checked.
    func add(to group: RouterGroup<PageContext>) {
        group.get("screens", use: show)
        group.post("screens", use: make)
        group.post("screens/{id}/remove", use: withdraw)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        try await page(context)
    }

    /// Creates a link, and shows it only this once.
    @Sendable
    private func make(_ request: Request, context: PageContext) async throws -> Response {
        let user = context.user
        let secret = TokenSecret(prefix: Self.prefix)
        let name = context.form.line("name") ?? context.visit.text("screens.unnamed")
        // The page chose the id, so reloading does not create a second link.
        guard let id = UUID(uuidString: context.form.text("id"))?.uuidString else { throw Problem.untrustedForm }
        let isNew = try await withStorage(context.logger) {
            try await screens.make(id, name: name, digest: secret.digest, by: user.login, author: user.author)
        }
        guard isNew else { return .redirect(to: "/supervisor/screens", type: .normal) }
        let language = context.visit.language.code
        return try await page(
            context,
            made: [
                "name": name,
                "address": "\(context.visit.origin)/supervisor/tv?link=\(secret.text)&language=\(language)",
            ])
    }

    @Sendable
    private func withdraw(_ request: Request, context: PageContext) async throws -> Response {
        let user = context.user
        let id = context.parameters.get("id") ?? ""
        // A link that is already gone counts as removed.
        _ = try await withStorage(context.logger) {
            try await screens.withdraw(id, by: user.login, user.role, author: user.author)
        }
        return .redirect(to: "/supervisor/screens?notice=removed", type: .normal)
    }

    private func page(_ context: PageContext, made: PageContent? = nil) async throws -> Response {
        let visit = context.visit
        let dates = visit.language.dates
        let user = context.user
        let links = try await withStorage(context.logger) { try await screens.links(for: user.login, user.role) }
        let rows = links.map { link -> PageContent in
            [
                "screen": link.name, "maker": link.maker.name, "created": dates.day(link.createdAt),
                "lastUsed": link.lastUsedAt.map { visit.language.dayAndTime($0) } ?? visit.text("screens.never"),
                "isDark": link.view == nil, "removal": visit.text("screens.removal", ["name": link.name]),
                "target": "/supervisor/screens/\(PageAddress.encoded(link.id))/remove",
            ]
        }
        var content: PageContent = [
            "rows": rows, "isEmpty": rows.isEmpty, "id": UUID().uuidString,
            "maximumNameLength": ScreenLinkService.maximumNameLength,
        ]
        content.set("made", made)
        return pages.page(.screens, title: visit.text("screens.title"), content, for: visit)
    }
}
