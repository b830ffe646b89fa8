import Administration
import HTTPTypes
import HelpDesk
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebPages
@testable import WebServer

@Suite("Secrets in the administrator's forms")
struct SecretFormTests {
    /// Sends the form of the source `main`.
    private func send(
        _ settings: MemorySettings, language: String, _ fields: [(String, String)]
    ) async throws -> Answer {
        let tag = try settings.tag(.source, "main")
        let site = TestSite(settings: settings, tokenStore: MemoryTokens(), callCenter: settings, signedIn: .admin)
        return try await site.test { client in
            try await client.send(
                .post, "/admin/sources/main", token: nil,
                headers: [
                    .contentType: "application/x-www-form-urlencoded", .accept: "text/html", .acceptLanguage: language,
                ],
                body: AdminSite.form([("sent", "yes"), ("tag", tag), ("mapping", "generic")] + fields))
        }
    }

    @Test(
        "A source that leads elsewhere asks for its secret anew, beside the field and in the user's language",
        arguments: [("en", "please write it again"), ("fa", "دوباره بنویسید")])
    func anew(language: String, words: String) async throws {
        let settings = MemorySettings.small()
        let before = settings.current
        let page = try await send(
            settings, language: language,
            [("baseURL", "http://elsewhere.test"), ("stored.token", "yes"), ("credentials.token", "")])
        #expect(page.status == 422)
        #expect(page.text.contains(words), "\(page.text)")
        #expect(page.text.contains(#"id="credentials-token-fault""#))
        #expect(settings.current == before)
    }

    @Test("A secret that may not be referred to is refused beside its field")
    func notAllowed() async throws {
        let settings = MemorySettings.small()
        let before = settings.current
        let page = try await send(
            settings, language: "en", [("baseURL", "http://crm.test"), ("credentials.token", "env:HOME")])
        #expect(page.status == 422)
        #expect(page.text.contains("secrets.allow"), "\(page.text)")
        #expect(page.text.contains(#"id="credentials-token-fault""#))
        #expect(settings.current == before)
    }

    @Test("A page knows no secret itself: a field that is left empty says that the stored one is meant")
    func mask() {
        var form = PageForm()
        for (name, value) in [("mapping", "generic"), ("stored.token", "yes"), ("credentials.token", "")] {
            form.add(name, value)
        }
        #expect(SourceDraft(form).content(over: nil)["credentials"]?["token"] == .text(SecretReference.mask))
    }

    @Test(
        "A CRM's own number is understood on any keyboard; a secret, and what is no number, stays as it was typed",
        arguments: [
            ("other", "user", " ۱۲ ", "12"), ("other", "user", "کاربر ۱", "کاربر ۱"), ("generic", "token", "۱۲", "۱۲"),
        ])
    func digits(mapping: String, credential: String, typed: String, stored: String) async throws {
        let settings = MemorySettings.small()
        let answer = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/sources/new",
                [
                    ("sent", "yes"), ("id", "new"), ("mapping", mapping), ("baseURL", "http://crm.test"),
                    ("credentials.\(credential)", typed),
                ])
        }
        #expect(answer.headers[.location] == "/admin/sources?notice=saved")
        #expect(settings.current.sources["new"]?.credentials[credential] == SecretReference(stored))
    }

    @Test("Unless somebody chooses otherwise, nothing is written into a new source")
    func reports() {
        #expect(SourceDraft(PageForm()).reports == ReportedRequests.none.rawValue)
    }

    @Test("A fault for which a language has no words is shown in those of the service")
    func unheard() throws {
        let language = try #require(try TestSite.pages.get().languages["en"])
        var writer = FieldWriter(
            visit: PageVisit(language: language, address: "/", origin: "http://bridge.test"), scope: "fields.source",
            faults: [LocatedProblem(path: "credentials.token", message: "in the service's own words", code: "unheard")])
        #expect(writer.fault("credentials.token") == "in the service's own words")
    }
}
