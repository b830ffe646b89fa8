import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The list of help routes")
struct RouteListTests {
    private static func routes(_ names: [String]) -> MemorySettings {
        MemorySettings(
            CallCenter(
                departments: [Department(id: "support", name: "Support", helpers: [.init(extension: "200")])],
                operators: [Operator(extension: "101", name: "Ali", department: "support")],
                routes: names.enumerated().map {
                    Route(code: "*\(5003 + $0.offset)", name: $0.element, detection: .department, voice: "fa")
                }))
    }

    private static func list(_ settings: MemorySettings, _ query: String = "") async throws -> String {
        try await AdminSite.site(settings).test {
            try await $0.send(.get, "/admin/routes\(query)", token: nil, headers: [.acceptLanguage: "en"]).text
        }
    }

    @Test(
        "A route is found by name, code and detection, whatever keyboard it was typed on",
        arguments: ["كمك پشتيبانی", "کمک‌پشتیبانی", "۵۰۰۴", "  پشتیبانی"])
    func search(words: String) async throws {
        // As a browser sends a form.
        let query = PageAddress.encoded(words).replacing("%20", with: "+")
        let page = try await Self.list(Self.routes(["Sales", "کمک پشتیبانی"]), "?q=\(query)")
        #expect(page.contains("/admin/routes/%2A5004\""))
        #expect(!page.contains("/admin/routes/%2A5003\""))
        #expect(page.contains("1 route"))
    }

    @Test("A search that finds no route says so, and leaves the words to be changed")
    func nothing() async throws {
        let page = try await Self.list(Self.routes(["Sales"]), "?q=%3Cx%3E")
        #expect(page.contains("Nothing was found."))
        #expect(page.contains(#"value="&lt;x&gt;""#))
    }

    @Test("Many routes are shown a page at a time, and the search stays on the way")
    func paging() async throws {
        let settings = Self.routes((1...60).map { "Help \($0)" })
        let first = try await Self.list(settings, "?q=help")
        #expect(first.contains("60 routes"))
        #expect(first.contains("/admin/routes?page=2&amp;q=help"))
        #expect(first.ranges(of: "row-menu").count == 25)
        let last = try await Self.list(settings, "?page=3&q=help")
        #expect(last.ranges(of: "row-menu").count == 10)
    }

    @Test("A copy has a free code and a name of its own, and is stored by nobody but whoever looks at it")
    func copying() async throws {
        let settings = Self.routes(["Help", "Copy of Help"])
        try await AdminSite.site(settings).test { client in
            let page = try await client.send(
                .get, "/admin/routes/new?copy=%2A5003", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.text.contains(#"name="code" type="text" value="*5005""#))
            #expect(page.text.contains(#"value="Copy of Help 2""#))
            #expect(page.text.contains(#"action="/admin/routes/new""#))
        }
        #expect(settings.current.routes.count == 2)
        #expect(settings.authors.isEmpty)
    }

    @Test(
        "The code of a copy is the next one that is free",
        arguments: [
            ("*5003", "*5005"), ("*5004", "*5005"), ("*099", "*100"), ("9", "10"), ("*#", ""),
            ("9999999999999999", ""),
        ])
    func freeCode(code: String, free: String) {
        #expect(RouteDraft.freeCode(after: code, taken: ["*5003", "*5004"]) == free)
    }

    @Test("A route is removed from its row, and one that a webhook uses leads to that webhook")
    func removing() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let list = try await client.send(.get, "/admin/routes", token: nil, headers: [.acceptLanguage: "en"])
            #expect(list.text.contains(#"action="/admin/routes/%2A5003/remove" data-confirm="Remove the route"#))
            let used = try await AdminSite.post(client, "/admin/routes/%2A5003/remove", [])
            #expect(used.status == 409)
            #expect(used.text.contains(#"<a href="/admin/webhooks/main">"#))
            _ = try await AdminSite.post(client, "/admin/webhooks/main/remove", [])
            let removed = try await AdminSite.post(client, "/admin/routes/%2A5003/remove", [])
            #expect(removed.headers[.location] == "/admin/routes?notice=removed")
        }
        #expect(settings.current.routes.isEmpty)
    }
}
