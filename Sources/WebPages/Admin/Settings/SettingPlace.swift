import Administration
import WebServer

/// A place where a setting is used, as a refusal names it: `route *5003`.
struct SettingPlace: Sendable {
    let text: String
    let kind: SettingKind?
    let id: String

    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: " ", maxSplits: 1)
        kind = parts.first.flatMap { SettingKind(rawValue: String($0)) }
        id = parts.count == 2 ? String(parts[1]) : ""
    }

    func content(for visit: PageVisit) -> PageContent {
        guard let kind else { return ["name": text, "link": "/admin"] }
        return [
            "name": "\(visit.text("kinds.\(kind.rawValue)")) \(id.leftToRight)",
            "link": "\(AdminSection(kind).path)/\(PageAddress.encoded(id))",
        ]
    }
}
