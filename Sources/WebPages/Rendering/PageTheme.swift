/// Light or dark pages.
enum PageTheme: String, Sendable, CaseIterable {
    /// The setting of the user's system.
    case system
    case light
    case dark

    /// The CSS media query for which the dark colours apply; `nil` for none.
    var darkMedia: String? {
        switch self {
        case .system: "(prefers-color-scheme: dark)"
        case .light: nil
        case .dark: "all"
        }
    }

    /// The colours that a browser may use for its own parts, such as scroll bars (the `color-scheme` of HTML).
    var schemes: String {
        switch self {
        case .system: "light dark"
        case .light: "light"
        case .dark: "dark"
        }
    }

    /// Returns the theme's content for the layout.
    func content(for visit: PageVisit) -> PageContent {
        var content: PageContent = [
            "schemes": schemes,
            "choices": Self.allCases.map { theme -> PageContent in
                [
                    "name": visit.text("layout.themes.\(theme.rawValue)"), "isCurrent": theme == self,
                    "link": "/theme/\(theme.rawValue)?next=\(PageAddress.encoded(visit.address))",
                ]
            },
        ]
        content.set("dark", darkMedia)
        return content
    }
}
