import Foundation

/// The way from the administrators' first page to the one that is shown.
enum Breadcrumbs {
    /// For the layout: each with its name, and a link but for the last one, which is the page itself.
    ///
    /// - Parameter title: of the page.
    static func content(for visit: PageVisit, title: String) -> [PageContent] {
        let parts = visit.path.split(separator: "/").map(String.init)
        guard parts.count > 1, let section = AdminSection(rawValue: parts[1]) else { return [] }
        var crumbs: [(name: String, link: String)] = [(visit.text("navigation.admin"), "/admin")]
        let list = visit.text("admin.\(section.rawValue).title")
        if list != title { crumbs.append((list, section.path)) }
        // `/admin/sources/main/test` stands below the source itself. The ids of sounds and users tell nobody anything.
        if parts.count > 3, section != .sounds, section != .users {
            let name = parts[2].removingPercentEncoding ?? parts[2]
            if name != title { crumbs.append((name.isolated, "\(section.path)/\(parts[2])")) }
        }
        return crumbs.map { ["name": $0.name, "link": $0.link] } + [["name": title]]
    }
}
