import Administration
import Hummingbird
import HummingbirdCore
import WebServer

/// `{id}/made/{key}` below a section: the secret of a new setting, shown to its creator for some minutes.
struct FreshSecretPage: Sendable {
    let section: AdminSection
    /// The key of the page's title.
    let title: String
    let renderer: PageRenderer
    let secrets: FreshSecrets
    /// Shell commands that try the secret; empty if nothing can be tried.
    var trial: @Sendable (_ id: String, _ secret: String, _ visit: PageVisit) -> String = { _, _, _ in "" }

    func add(to group: RouterGroup<PageContext>) {
        group.get("{id}/made/{key}", use: show)
    }

    /// Redirects to the page from the form that created a setting.
    ///
    /// - Returns: `nil` for a reference to a secret that is kept elsewhere: it is not new.
    func redirect(_ secret: String, of setting: Setting, _ context: PageContext) -> Response? {
        guard !secret.hasPrefix("env:"), !secret.hasPrefix("file:") else { return nil }
        let key = secrets.keep(.init(text: secret, name: setting.id), for: context.user.login)
        return .redirect(to: "\(section.path)/\(PageAddress.encoded(setting.id))/made/\(key)", type: .normal)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        guard let secret = secrets.secret(context.parameters.get("key") ?? "", for: context.user.login),
            secret.name == id
        else { return .redirect(to: section.path, type: .normal) }
        let visit = context.visit
        return renderer.page(
            .webhookSecret, title: visit.text(title),
            ["secret": secret.text, "list": section.path, "curl": trial(id, secret.text, visit)], for: visit)
    }
}
