import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import WebServer

/// A renderer of whole pages: a template's HTML in the layout, with what every page has.
struct PageRenderer: Sendable {
    let folder: PageFolder

    /// Renders a page.
    ///
    /// - Parameters:
    ///   - template: the template of the page's own part.
    ///   - title: the title of the page, in the user's language.
    ///   - content: the content of the template; `t` (the texts), `assets` (their address), `csrf` and `address` are
    ///     added.
    ///   - visit: the user, language and address of the request.
    ///   - status: the status; not 200 for a form that is shown again with its faults, and for problems.
    ///   - scripts: the modules of this page, by their names in `Pages/Assets`.
    ///   - security: the security headers; not the default ones if the page may be shown in a frame.
    ///   - refresh: the seconds after which the page reloads if scripts are off; `nil` for never.
    func page(
        _ template: PageTemplate, title: String, _ content: PageContent = [:], for visit: PageVisit,
        status: HTTPResponse.Status = .ok, scripts: [PageScript] = [], security: PageSecurity = PageSecurity(),
        refresh: Int? = nil
    ) -> Response {
        var content = content
        content["title"] = title
        var layout = frame(visit)
        layout["title"] = title
        let breadcrumbs = visit.user == nil ? [] : Breadcrumbs.content(for: visit, title: title)
        layout["breadcrumbs"] = breadcrumbs
        layout["hasBreadcrumbs"] = !breadcrumbs.isEmpty
        layout["scripts"] = scripts.map(\.rawValue)
        layout.set("refresh", refresh)
        layout["content"] = html(template, content, visit)
        return response(folder.templates.render(PageTemplate.layout, layout), visit, status, security)
    }

    /// Renders a part of a page, with which a script replaces an older one.
    func part(_ template: PageTemplate, _ content: PageContent, for visit: PageVisit) -> Response {
        response(html(template, content, visit), visit, .ok, PageSecurity())
    }

    private func html(_ template: PageTemplate, _ content: PageContent, _ visit: PageVisit) -> String {
        var content = content.hidingEmptyTexts
        content["t"] = visit.language.tree
        content["assets"] = folder.assets.path
        content["address"] = visit.address
        content.set("csrf", visit.signedIn?.csrfToken)
        return folder.templates.render(template, content)
    }

    private func response(
        _ html: String, _ visit: PageVisit, _ status: HTTPResponse.Status, _ security: PageSecurity
    ) -> Response {
        var response = Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        security.add(to: &response.headers)
        response.headers[.contentLanguage] = visit.language.code
        return response
    }

    /// Renders a problem for a browser.
    func page(_ problem: Problem, for visit: PageVisit) -> Response {
        let code = problem.status.code
        let key =
            ["faults.\(code)", code < 500 ? "faults.400" : "faults.500"]
            .first { visit.language.text(ifPresent: "\($0).title") != nil } ?? "faults.500"
        var content: PageContent = ["code": visit.language.dates.number(code), "text": visit.text("\(key).text")]
        content["home"] = "/"
        var response = page(.fault, title: visit.text("\(key).title"), content, for: visit, status: problem.status)
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }

    private func frame(_ visit: PageVisit) -> PageContent {
        var frame: PageContent = [
            "t": visit.language.tree, "assets": folder.assets.path, "language": visit.language.code,
            "direction": visit.language.direction.rawValue, "isEmbedded": visit.isEmbedded,
            "digits": String(visit.language.dates.digits), "theme": visit.theme.content(for: visit),
            "languages": folder.languages.all.map { language -> PageContent in
                [
                    "code": language.code, "name": language.name, "isCurrent": language.code == visit.language.code,
                    "link": "/language/\(language.code)?next=\(PageAddress.encoded(visit.address))",
                ]
            },
        ]
        frame.set("notice", visit.notice.flatMap { visit.language.text(ifPresent: "notices.\($0)") })
        guard let signedIn = visit.signedIn else { return frame }
        let user = signedIn.user
        frame["user"] = [
            "name": user.name, "role": visit.text("roles.\(user.role.rawValue)"), "csrf": signedIn.csrfToken,
        ]
        let asking = user.asking(visit.lastOperator)
        if !visit.isEmbedded { frame.set("help", asking.map { ["operator": $0] as PageContent }) }
        if !visit.isEmbedded, let presence = visit.presence {
            frame["presence"] = presence.menu(for: visit, next: visit.address)
        }
        let isAdministration = user.role == .admin && visit.path.hasPrefix("/admin/")
        frame["hasSections"] = isAdministration
        frame["isSearch"] = visit.path == "/admin/search"
        if isAdministration { frame["sections"] = AdminSection.entries(for: visit) }
        frame["navigation"] = navigation(for: user, visit)
        return frame
    }

    private func navigation(for user: User, _ visit: PageVisit) -> [PageContent] {
        let items = PageNavigation.items(for: user)
        let current = PageNavigation.current(visit.path, among: items)
        return items.map { item in
            var entry: PageContent = [
                "link": item.path, "name": visit.text("navigation.\(item.key)"), "icon": item.key,
                "isCurrent": item.path == current,
            ]
            if item.key == "missed", let missed = visit.missedWords {
                entry["count"] = missed.short
                entry["countText"] = missed.long
            }
            return entry
        }
    }
}
