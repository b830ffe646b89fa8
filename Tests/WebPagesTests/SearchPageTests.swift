import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The search through all settings")
struct SearchPageTests {
    private static let settings = MemorySettings(
        CallCenter(
            departments: [
                Department(id: "support", name: "پشتیبانی", helpers: [.init(extension: "200", name: "سارا کریمی")])
            ],
            operators: [Operator(extension: "101", name: "علی رضایی", department: "support")],
            sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://crm.test")],
            routes: [Route(code: "*5003", name: "کمک پشتیبانی", detection: .crm, sources: ["main"], voice: "fa")],
            webhooks: [
                WebhookEndpoint(id: "button", mapping: "generic", route: "*5003", secrets: [SecretReference("s")])
            ]))

    private static func links(_ words: String) async throws -> [String] {
        let page = try await AdminSite.site(settings).test {
            try await $0.send(
                .get, "/admin/search?q=\(PageAddress.encoded(words))", token: nil, headers: [.acceptLanguage: "fa"])
        }
        #expect(page.status == 200)
        let main = try #require(page.text.firstMatch(of: /(?s)<h1>(.*)<\/main>/)).1
        return main.matches(of: /<li><a href="([^"]+)">/).map { String($0.1) }
    }

    @Test(
        "Whatever has the words of a search in it is found, in whichever section it is set",
        arguments: [
            // On an Arabic keyboard, in Persian digits, by a helper, by an address, by a code.
            ("پشتيباني", ["/admin/routes/%2A5003", "/admin/departments/support"]),
            ("۱۰۱", ["/admin/operators/101"]), ("كريمي", ["/admin/departments/support"]),
            ("crm.test", ["/admin/sources/main"]), ("button", ["/admin/webhooks/button"]),
            ("5003", ["/admin/routes/%2A5003", "/admin/webhooks/button"]),
        ])
    func found(words: String, links: [String]) async throws {
        #expect(try await Self.links(words) == links)
    }

    @Test("A search without words lists nothing, and words that nothing has lead on")
    func nothing() async throws {
        #expect(try await Self.links("") == [])
        let page = try await AdminSite.site(Self.settings).test {
            try await $0.send(.get, "/admin/search?q=zebra", token: nil, headers: [.acceptLanguage: "en"])
        }
        #expect(page.text.contains("Nothing was found"))
        #expect(page.text.contains(#"value="zebra""#))
    }

    @Test("A search finds a section by its own name, and shows the first of very many finds")
    func sections() async throws {
        let operators = (100..<150).map { Operator(extension: "\($0)", name: "Somebody", department: "support") }
        try await AdminSite.site(MemorySettings(CallCenter(operators: operators))).test { client in
            let named = try await client.send(.get, "/admin/search?q=webhooks", token: nil)
            #expect(named.text.contains(#"<a href="/admin/webhooks">Webhooks</a>"#))
            let many = try await client.send(.get, "/admin/search?q=somebody", token: nil)
            #expect(many.text.matches(of: /<li><a href="\/admin\/operators\//).count == 20)
            #expect(many.text.contains("There are more"))
        }
    }

    @Test("A search shows what something was found by where that is none of its names")
    func reasons() async throws {
        try await AdminSite.site(Self.settings).test { client in
            func page(_ words: String) async throws -> String {
                try await client.send(.get, "/admin/search?q=\(PageAddress.encoded(words))", token: nil).text
            }
            let byHelper = try await page("سارا")
            #expect(byHelper.contains("<bdi>پشتیبانی</bdi></a> <small class=\"muted\"><bdi>سارا کریمی</bdi>"))
            let byName = try await page("پشتیبانی")
            #expect(!byName.contains("<small class=\"muted\"><bdi>"))
        }
    }

    @Test("The way to the search stands on every page of the administrators', once")
    func everywhere() async throws {
        try await AdminSite.site(Self.settings).test { client in
            for path in ["/admin", "/admin/routes", "/admin/routes/new", "/admin/search?q=x", "/admin/audit"] {
                let page = try await client.send(.get, path, token: nil)
                #expect(page.text.ranges(of: #"action="/admin/search""#).count == 1, "\(path)")
            }
        }
    }
}
