import HTTPTypes
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The way to a page of the administrators'")
struct BreadcrumbsTests {
    private static func crumbs(_ path: String) async throws -> [String] {
        let page = try await AdminSite.site().test {
            try await $0.send(.get, path, token: nil, headers: [.acceptLanguage: "en"])
        }
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
}
