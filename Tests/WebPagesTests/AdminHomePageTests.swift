import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The administrators' home")
struct AdminHomePageTests {
    private static let up = Readiness(components: [Readiness.Component(.pbx, isUp: true)])

    private func home(_ site: TestSite) async throws -> Answer {
        try await site.test {
            try await $0.send(.get, "/admin", token: nil, headers: [.acceptLanguage: "en"])
        }
    }

    @Test("What is to be set up before the first help is done step by step, in any order")
    func steps() {
        var callCenter = CallCenter()
        func open(_ readiness: Readiness = Self.up, hasRequests: Bool = false) -> [SetupStep.Kind] {
            SetupStep.steps(in: callCenter, readiness, hasRequests: hasRequests).filter { !$0.isDone }.map(\.kind)
        }
        #expect(open(Readiness(components: [])) == SetupStep.Kind.allCases)
        #expect(open() == [.departments, .operators, .routes, .request])
        callCenter = CallCenter(departments: [Department(id: "support", name: "Support")])
        #expect(open().contains(.departments), "nobody helps in it")
        callCenter = MemorySettings.small().current
        #expect(open() == [.request])
        #expect(open(hasRequests: true) == [])
        let away = Readiness(components: [Readiness.Component(.pbx, isUp: false)])
        #expect(open(away, hasRequests: true) == [.pbx])
    }

    @Test("The steps of setting up stand on the administrators' home until all are done")
    func checklist() async throws {
        var site = TestSite(
            readiness: FakeReadiness(components: Self.up.components), settings: MemorySettings.small(),
            tokenStore: MemoryTokens(), signedIn: .admin)
        site.callCenter = site.settings
        let fresh = try await home(site)
        #expect(fresh.status == 200)
        #expect(fresh.text.contains("To be set up"))
        #expect(fresh.text.contains(#"<a href="/panel">A first help request</a>"#))
        #expect(!fresh.text.contains(#"<a href="/admin/routes/new">A help route</a>"#))
        // There may be a department whose helper is missing.
        #expect(SetupStep.Kind.departments.path == "/admin/departments")
        _ = try await site.helpRequests.submit(HelpRequestDraft(operator: "101", route: "*5003"))
        #expect(try await !home(site).text.contains("To be set up"))
    }

    @Test("How each part stands is said in the user's language, and why it does not work in the part's own words")
    func health() async throws {
        let components = [
            Readiness.Component(.database, isUp: false, isDegraded: true, detail: "the disk is full"),
            Readiness.Component(.pbx, isUp: true),
            Readiness.Component(.source("<main>"), isUp: false, detail: "it has failed"),
        ]
        let site = TestSite(
            readiness: FakeReadiness(components: components), tokenStore: MemoryTokens(), signedIn: .admin)
        let page = try await site.test {
            try await $0.send(.get, "/admin", token: nil, headers: [.acceptLanguage: "fa"])
        }
        #expect(page.text.contains(#"data-tone="busy">با اختلال</span> <span>پایگاه داده"#))
        #expect(page.text.contains(#"data-tone="good">سالم</span> <span>سیستم تلفنی"#))
        #expect(page.text.contains(#"data-tone="bad">از کار افتاده</span> <span>منبع جستجوی <bdi>&lt;main&gt;</bdi>"#))
        #expect(page.text.contains(#"<small><bdi lang="en" dir="ltr">it has failed</bdi></small>"#))
    }
}
