import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin/search`: the settings of all sections that contain some words.
struct SearchPage: Sendable {
    /// The maximum number of results of a section; its list has the others.
    private static let maximumCount = 20

    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get("search", use: show)
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let words = SearchWords(request)
        let all = try await withStorage(context.logger) { try await SearchedSetting.all(services, visit) }
        let found = words.text.isEmpty ? [] : all.filter { words.areFound(in: $0.texts) }
        let sections = AdminSection.allCases.compactMap { section -> PageContent? in
            let own = found.filter { $0.section == section }
            let title = visit.text("admin.\(section.rawValue).title")
            let isNamed = !words.text.isEmpty && words.areFound(in: [title])
            guard isNamed || !own.isEmpty else { return nil }
            return [
                "title": title, "symbol": section.rawValue, "link": section.path,
                "rows": own.prefix(Self.maximumCount).map { $0.content(foundBy: words) },
                "rest": own.count > Self.maximumCount ? visit.text("admin.search.rest") : "",
            ]
        }
        let content: PageContent = [
            "words": words.text, "found": sections, "isNothingFound": !words.text.isEmpty && sections.isEmpty,
        ]
        return renderer.page(.searchResults, title: visit.text("admin.search.title"), content, for: visit)
    }
}
