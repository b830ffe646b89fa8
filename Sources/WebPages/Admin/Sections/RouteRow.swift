import Administration

/// A route in the list of routes.
struct RouteRow: Sendable {
    let route: Setting
    let visit: PageVisit
    /// The title of the route's voice.
    let voice: String

    init(_ route: Setting, voices: [VoiceSummary], visit: PageVisit) {
        self.route = route
        self.visit = visit
        let name = route.content.typed("voice")
        voice = voices.first { $0.name == name }?.title ?? name
    }

    private var name: String { route.content.typed("name") }
    private var detection: String {
        visit.text("fields.route.detection.options.\(route.content.typed("detection")).label")
    }
    private var mode: String { visit.text("fields.route.mode.options.\(route.content.typed("mode")).label") }

    /// The texts that are searched.
    var texts: [String] { [route.id, name, detection, mode, voice] + route.content.texts("sources") }

    var content: PageContent {
        let link = "/admin/routes/\(PageAddress.encoded(route.id))"
        return [
            "link": link, "code": route.id, "routeName": name, "detection": detection, "mode": mode, "voice": voice,
            "sources": route.content.texts("sources").joined(separator: visit.text("layout.listSeparator")),
            "copyLink": "/admin/routes/new?copy=\(PageAddress.encoded(route.id))", "testLink": "\(link)/test",
            "removal": visit.text("admin.routes.removal", ["name": name]),
        ]
    }
}
