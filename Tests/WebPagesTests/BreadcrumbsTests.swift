import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The way to a page")
struct BreadcrumbsTests {
    private static func crumbs(_ path: String, site: TestSite = AdminSite.site()) async throws -> [String] {
        let page = try await site.test {
            try await $0.send(.get, path, token: nil, headers: [.acceptLanguage: "en"])
        }
        return try crumbs(of: page)
    }

    private static func crumbs(of page: Answer) throws -> [String] {
        let nav = try #require(page.text.firstMatch(of: /(?s)<nav class="breadcrumbs" aria-label="[^"]+">(.*?)<\/nav>/))
        return nav.1.matches(of: /<li>(<a href="([^"]*)">|<span aria-current="page">)([^<]*)</).map {
            "\($0.3)\($0.2.map { " \($0)" } ?? "")"
        }
    }

    @Test("The way to a list leads over the settings")
    func list() async throws {
        #expect(try await Self.crumbs("/admin/departments") == ["Settings /admin", "Departments"])
    }

    @Test("The way to a form leads over its list as well")
    func form() async throws {
        let crumbs = try await Self.crumbs("/admin/departments/support")
        #expect(crumbs == ["Settings /admin", "Departments /admin/departments", "Support"])
    }

    @Test("The way to a page below a setting leads over the setting")
    func below() async throws {
        let crumbs = try await Self.crumbs("/admin/sources/main/test")
        #expect(
            crumbs == [
                "Settings /admin", "CRMs /admin/sources", "\u{2068}main\u{2069} /admin/sources/main", "Test main",
            ])
    }

    @Test("The way to a token that has just been made leads over the tokens")
    func token() async throws {
        let site = AdminSite.site()
        let crumbs = try await site.test { client in
            let made = try await AdminSite.post(
                client, "/admin/tokens", [("name", "CRM"), ("scopes", "requests"), ("term", "30")])
            let address = try #require(made.headers[.location])
            let page = try await client.send(.get, address, token: nil, headers: [.acceptLanguage: "en"])
            return try Self.crumbs(of: page)
        }
        #expect(crumbs == ["Settings /admin", "API tokens /admin/tokens", "The token is ready"])
    }

    @Test("The way to the search leads over the settings")
    func search() async throws {
        #expect(try await Self.crumbs("/admin/search?q=x") == ["Settings /admin", "Search the settings"])
    }

    @Test(
        "The way to a report leads over the live view",
        arguments: [
            ("history", "History"), ("listening", "Listening report"), ("missed", "Missed requests"),
            ("statistics", "Charts"), ("screens", "Links for screens"),
        ])
    func report(path: String, title: String) async throws {
        #expect(try await Self.crumbs("/supervisor/\(path)") == ["Live view /supervisor", title])
    }

    @Test("The way to a request leads over the history, and is the only one back")
    func request() async throws {
        let site = AdminSite.site()
        let request = SampleRequest.ended(.unavailable, .noAnswer, rang: ["200"])
        site.helpRequests.add(request)
        let crumbs = try await Self.crumbs("/supervisor/history/\(request.id)", site: site)
        #expect(
            crumbs == ["Live view /supervisor", "History /supervisor/history", "What became of the request"])
    }

    @Test(
        "The first page of a part has no other page above it",
        arguments: ["/panel", "/supervisor", "/supervisor/tv", "/admin"])
    func top(path: String) async throws {
        let page = try await AdminSite.site().test { try await $0.send(.get, path, token: nil) }
        #expect(page.status == 200)
        #expect(!page.text.contains("breadcrumbs"))
    }
}
