/// Light or dark pages.
enum PageTheme: String, Sendable, CaseIterable {
    /// As the user's system has it.
    case system
    case light
    case dark

    /// The CSS media query under which the colours of dark pages count; `nil` under none.
    var darkMedia: String? {
        switch self {
        case .system: "(prefers-color-scheme: dark)"
        case .light: nil
        case .dark: "all"
        }
    }

    /// Which colours a browser may give to what it draws itself, such as scroll bars (the `color-scheme` of HTML).
    var schemes: String {
        switch self {
        case .system: "light dark"
        case .light: "light"
        case .dark: "dark"
        }
    }

    /// What the layout says of it.
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
