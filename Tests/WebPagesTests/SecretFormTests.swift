import Administration
import HTTPTypes
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebServer

@Suite("Secrets in the administrator's forms")
struct SecretFormTests {
    /// Keeps what it is asked to store, and refuses it.
    private final class RefusingSettings: CallCenterSettings {
        let stored = MemorySettings.small()
        let fault: FieldFault
        let asked = AskedSettings()

        init(_ fault: FieldFault) {
            self.fault = fault
        }

        func settings(_ kind: SettingKind) -> [Setting] { stored.settings(kind) }
        func setting(_ kind: SettingKind, _ id: String) -> Setting? { stored.setting(kind, id) }
        func make(_ kind: SettingKind, _ content: LocatedValue, by author: String) async throws(AdministrationError)
            -> Setting
        {
            throw .invalid([fault])
        }
        func put(
            _ kind: SettingKind, _ id: String, _ content: LocatedValue, if condition: SettingCondition,
            by author: String
        ) async throws(AdministrationError) -> (setting: Setting, isNew: Bool) {
            await asked.add(content)
            throw .invalid([fault])
        }
        func remove(
            _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
        ) async throws(AdministrationError) {}
        func faults(_ kind: SettingKind, _ contents: [LocatedValue]) -> [FieldFault] { [fault] }
        func put(_ kind: SettingKind, all contents: [LocatedValue], by author: String) async throws(AdministrationError)
        {}
    }

    private actor AskedSettings {
        private(set) var contents: [LocatedValue] = []

        func add(_ content: LocatedValue) { contents.append(content) }
    }

    @Test(
        "A source that leads elsewhere asks for its secret anew, beside the field and in the reader's language",
        arguments: [
            ("en", "secretAnew", "please write it again"), ("fa", "secretAnew", "دوباره بنویسیدش"),
            ("en", "secretNotAllowed", "secrets.allow"), ("en", "unheard", "in the service&#39;s own words"),
        ])
    func anew(language: String, code: String, words: String) async throws {
        let settings = RefusingSettings(
            FieldFault(field: "credentials.token", message: "in the service's own words", code: code))
        let site = TestSite(
            settings: settings, tokenStore: MemoryTokens(), callCenter: settings.stored, signedIn: .admin)
        let page = try await site.test { client in
            try await client.send(
                .post, "/admin/sources/main", token: nil,
                headers: [
                    .contentType: "application/x-www-form-urlencoded", .accept: "text/html", .acceptLanguage: language,
                ],
                body: AdminSite.form([
                    ("sent", "yes"), ("tag", "r1"), ("mapping", "generic"), ("baseURL", "http://elsewhere.test"),
                    ("stored.token", "yes"), ("credentials.token", ""),
                ]))
        }
        #expect(page.status == 422)
        #expect(page.text.contains(words), "\(page.text)")
        #expect(page.text.contains(#"id="credentials-token-fault""#))
        // The page itself knows no secret: it has said that the stored one is meant.
        #expect(await settings.asked.contents.first?["credentials"]?["token"] == .text("***"))
    }
}
