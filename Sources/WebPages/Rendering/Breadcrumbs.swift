import Foundation

/// The path from the first page of a section to the current page.
enum Breadcrumbs {
    /// The supervisors' pages below the live view.
    private static let reports = ["history", "listening", "missed", "statistics", "screens"]

    /// Returns the crumbs for the layout, each with its name and a link; the last one, the page itself, has no link.
    ///
    /// - Parameter title: the title of the page.
    static func content(for visit: PageVisit, title: String) -> [PageContent] {
        let parts = visit.path.split(separator: "/").map(String.init)
        guard parts.count > 1 else { return [] }
        let crumbs: [(name: String, link: String)] =
            switch parts[0] {
            case "admin": administration(parts, visit, title)
            case "supervisor" where reports.contains(parts[1]): supervision(parts, visit)
            default: []
            }
        guard !crumbs.isEmpty else { return [] }
        return crumbs.map { ["name": $0.name, "link": $0.link] } + [["name": title]]
    }

    private static func administration(
        _ parts: [String], _ visit: PageVisit, _ title: String
    ) -> [(name: String, link: String)] {
        var crumbs = [(visit.text("navigation.admin"), "/admin")]
        guard let section = AdminSection(rawValue: parts[1]) else { return crumbs }
        let list = visit.text("admin.\(section.rawValue).title")
        if list != title { crumbs.append((list, section.path)) }
        // `/admin/sources/main/test` is below the source itself. The ids of sounds and users mean nothing to people,
        // and tokens do not have their own pages.
        if parts.count > 3, ![.sounds, .users, .tokens].contains(section) {
            let name = parts[2].removingPercentEncoding ?? parts[2]
            if name != title { crumbs.append((name.isolated, "\(section.path)/\(parts[2])")) }
        }
        return crumbs
    }

    /// Returns the crumbs of a supervisors' page; a request's page is below the history.
    private static func supervision(_ parts: [String], _ visit: PageVisit) -> [(name: String, link: String)] {
        let liveView = (visit.text("navigation.supervisor"), "/supervisor")
        return parts.count > 2 && parts[1] == "history"
            ? [liveView, (visit.text("supervisor.history"), "/supervisor/history")] : [liveView]
    }
}
