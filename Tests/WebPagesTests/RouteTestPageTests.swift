import HTTPTypes
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The test run of a help route")
struct RouteTestPageTests {
    @Test("The test run of a route says whom a request would ring and where each was found, and rings nobody")
    func ladder() async throws {
        let site = AdminSite.site()
        try await site.test { client in
            let page = try await AdminSite.post(client, "/admin/routes/%2A5003/test", [("operator", "۱۰۱")])
            #expect(page.status == 200)
            #expect(page.text.contains(#"<span class="code">200</span> <bdi>Sara</bdi>"#))
            #expect(page.text.contains(#"<span class="badge" data-tone="bad">Too slow</span>"#))
        }
        #expect(site.helpRequests.requests.isEmpty)
    }

    @Test("Somebody who is no operator, and nobody at all, are refused beside the field", arguments: ["999", ""])
    func refusal(caller: String) async throws {
        let page = try await AdminSite.site().test {
            try await AdminSite.post($0, "/admin/routes/%2A5003/test", [("operator", caller)])
        }
        #expect(page.text.contains(#"id="operator-fault""#))
        #expect(!page.text.contains("How they were found"))
    }

    @Test("A route that is gone is not found")
    func unknown() async throws {
        let page = try await AdminSite.site().test {
            try await AdminSite.post($0, "/admin/routes/%2A9999/test", [("operator", "101")])
        }
        #expect(page.status == 404)
    }
}
