import Administration
import WebServer

/// The sections of the administrator's pages, in the order in which a call centre is set up.
enum AdminSection: String, CaseIterable, Sendable {
    case routes
    case departments
    case operators
    case sources
    case webhooks
    case subscriptions
    case sounds
    case voices
    case users
    case tokens
    case audit

    var path: String { "/admin/\(rawValue)" }

    /// Returns the section of a setting.
    init(_ kind: SettingKind) {
        self =
            switch kind {
            case .department: .departments
            case .operator: .operators
            case .source: .sources
            case .route: .routes
            case .webhook: .webhooks
            case .subscription: .subscriptions
            }
    }

    static func entries(for visit: PageVisit) -> [PageContent] {
        allCases.map { section in
            [
                "link": section.path, "name": visit.text("admin.\(section.rawValue).title"),
                "symbol": section.rawValue,
                "isCurrent": visit.path == section.path || visit.path.hasPrefix(section.path + "/"),
            ]
        }
    }
}
