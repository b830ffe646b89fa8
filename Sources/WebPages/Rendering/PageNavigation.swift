import Administration
import WebServer

/// The parts of the site in every page's header.
enum PageNavigation {
    struct Item: Sendable {
        /// The key of its text under `navigation`.
        var key: String
        var path: String
        /// The lowest role that has access.
        var role: UserRole
    }

    private static let all = [
        Item(key: "panel", path: "/panel", role: .operator),
        Item(key: "supervisor", path: "/supervisor", role: .supervisor),
        Item(key: "missed", path: "/supervisor/missed", role: .supervisor),
        Item(key: "admin", path: "/admin", role: .admin),
    ]

    static func items(for user: User) -> [Item] {
        all.filter { user.role >= $0.role }
    }

    /// Returns the part to which a page belongs: the one with the longest path above the page.
    static func current(_ path: String, among items: [Item]) -> String? {
        items.filter { path == $0.path || path.hasPrefix($0.path + "/") }.max { $0.path.count < $1.path.count }?.path
    }
}
