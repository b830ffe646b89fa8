import HTTPTypes
import Testing

@testable import WebAPI

@Suite("Secrets in the administrator's forms")
struct SecretFormTests {
    /// Keeps what it is asked to store, and refuses it.
    private final class RefusingSettings: SettingsDesk {
        let stored = MemorySettings.small()
        let fault: SettingFault
        let asked = AskedSettings()

        init(_ fault: SettingFault) {
            self.fault = fault
        }

        func settings(_ kind: SettingKind) -> [Setting] { stored.settings(kind) }
        func setting(_ kind: SettingKind, _ id: String) -> Setting? { stored.setting(kind, id) }
        func make(_ kind: SettingKind, _ content: JSONTree, by author: String) async throws(SettingRefusal) -> Setting {
            throw .invalid([fault])
        }
        func put(
            _ kind: SettingKind, _ id: String, _ content: JSONTree, if condition: SettingCondition, by author: String
        ) async throws(SettingRefusal) -> (setting: Setting, isNew: Bool) {
            await asked.add(content)
            throw .invalid([fault])
        }
        func remove(
            _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
        ) async throws(SettingRefusal) {}
        func faults(_ kind: SettingKind, _ contents: [JSONTree]) -> [SettingFault] { [fault] }
        func put(_ kind: SettingKind, all contents: [JSONTree], by author: String) async throws(SettingRefusal) {}
    }

    private actor AskedSettings {
        private(set) var contents: [JSONTree] = []

        func add(_ content: JSONTree) { contents.append(content) }
    }

    @Test(
        "A source that leads elsewhere asks for its secret anew, beside the field and in the reader's language",
        arguments: [
            ("en", "secretAnew", "please write it again"), ("fa", "secretAnew", "دوباره بنویسیدش"),
            ("en", "secretNotAllowed", "secrets.allow"), ("en", "unheard", "in the desk&#39;s own words"),
        ])
    func anew(language: String, code: String, words: String) async throws {
        let settings = RefusingSettings(
            SettingFault(field: "credentials.token", message: "in the desk's own words", code: code))
        let site = TestSite(
            settings: settings, tokenDesk: MemoryTokens(), callCenter: settings.stored, pageReader: .admin)
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
