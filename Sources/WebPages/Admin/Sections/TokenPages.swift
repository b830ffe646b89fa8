import Administration
import Foundation
import Hummingbird
import HummingbirdCore
import LocatedYAML
import Logging
import WebServer

/// `/admin/tokens`: the credentials of programs that use the API.
struct TokenPages: Sendable {
    /// The lifetimes that a token may have, in days; 0 for forever.
    private static let terms = [30, 90, 365, 0]

    let services: PageServices
    let renderer: PageRenderer
    let secrets: FreshSecrets

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.post(use: make)
        group.get("made/{key}", use: show)
        group.post("{id}/remove", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        try await list(faults: [], context)
    }

    private func list(faults: [LocatedProblem], _ context: PageContext) async throws -> Response {
        let visit = context.visit
        let dates = visit.language.dates
        let rows = try await withStorage(context.logger) { try await services.tokens.tokens() }.map {
            token -> PageContent in
            let isOver = token.expiresAt.map { $0 < Date() } ?? false
            return [
                "tokenName": token.name, "tokenID": token.id, "created": dates.day(token.createdAt),
                "expires": token.expiresAt.map(dates.day) ?? visit.text("admin.tokens.never"), "isOver": isOver,
                "scopes": token.scopes.map { visit.text("scopes.\($0.rawValue).label") }.sorted(byNames: { [$0] })
                    .joined(separator: visit.text("layout.listSeparator")),
                "removal": visit.text("admin.tokens.removal", ["name": token.name]),
                "target": "/admin/tokens/\(PageAddress.encoded(token.id))/remove",
            ]
        }
        var writer = FieldWriter(visit: visit, scope: "fields.token", faults: faults)
        let chosen = context.form.texts("scopes")
        let scopes = Scope.allCases.map { scope -> PageContent in
            [
                "scope": scope.rawValue, "scopeText": visit.text("scopes.\(scope.rawValue).label"),
                "explanation": visit.text("scopes.\(scope.rawValue).hint"), "isChosen": chosen.contains(scope.rawValue),
            ]
        }
        let scopesFault = writer.fault("scopes")
        let content: PageContent = [
            "rows": rows, "isEmpty": rows.isEmpty, "name": writer.text("name", context.form.text("name")),
            "scopes": scopes, "scopesFault": scopesFault ?? "", "hasScopesFault": scopesFault != nil,
            "term": writer.choice(
                "term", context.form.text("term").nonEmpty ?? "365",
                Self.terms.map { days in
                    FieldWriter.Option(
                        value: "\(days)",
                        label: days == 0
                            ? visit.text("admin.tokens.never") : visit.language.text("admin.tokens.days", count: days))
                }),
        ]
        return renderer.page(
            .tokens, title: visit.text("admin.tokens.title"), content, for: visit,
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Creates a token, and redirects to the page that shows it.
    @Sendable
    private func make(_ request: Request, context: PageContext) async throws -> Response {
        let days = Int(context.form.text("term")) ?? 365
        let now = Date()
        let draft = TokenDraft(
            name: context.form.text("name"), scopes: Scope.set(context.form.texts("scopes")) ?? [],
            expiresAt: days > 0 ? TokenDraft.expiry(after: min(days, TokenDraft.terms.upperBound), from: now) : nil)
        do {
            let made = try await services.tokens.make(draft, by: Credential(context.user), at: now)
            let key = secrets.keep(.init(text: made.secret.text, name: made.token.name), for: context.user.login)
            return .redirect(to: "/admin/tokens/made/\(key)", type: .normal)
        } catch .invalid(let faults) {
            return try await list(faults: faults, context)
        } catch {
            throw Problem(error, logger: context.logger)
        }
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        guard let secret = secrets.secret(context.parameters.get("key") ?? "", for: context.user.login) else {
            return .redirect(to: "/admin/tokens", type: .normal)
        }
        return renderer.page(
            .tokenSecret, title: context.visit.text("admin.tokens.secret"),
            [
                "secret": secret.text, "tokenName": secret.name, "list": "/admin/tokens",
                "origin": context.visit.origin,
            ], for: context.visit)
    }

    @Sendable
    private func remove(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        // A token that is already gone counts as removed.
        do {
            _ = try await services.tokens.revoke(id, by: Credential(context.user))
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return .redirect(to: "/admin/tokens?notice=removed", type: .normal)
    }
}
