import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("An operator and the user who signs in for them")
struct OperatorAccountTests {
    private static let agent = [("sent", "yes"), ("extension", "102"), ("name", "Neda"), ("department", "support")]

    @Test("A new operator gets a new user in the same step")
    func both() async throws {
        let settings = MemorySettings.small()
        let sessions = FakeSessions()
        let answer = try await AdminSite.site(settings, sessions: sessions).test { client in
            try await AdminSite.post(
                client, "/admin/operators/new",
                Self.agent + [
                    ("account.kind", "new"), ("account.login", "Neda"), ("account.password", "correct horse battery"),
                ])
        }
        #expect(answer.headers[.location] == "/admin/operators?notice=saved")
        #expect(settings.current.operators["102"]?.name == "Neda")
        let user = try #require(try await sessions.users().first)
        #expect(user.login == "neda")
        #expect(user.name == "Neda")
        #expect(user.role == .operator)
        #expect(user.extension == "102")
    }

    @Test(
        "A user who could not sign in is refused beside the field, and no operator is stored",
        arguments: [
            ("ali", "correct horse battery", "account-login-fault", "Another user has this login already."),
            ("", "correct horse battery", "account-login-fault", "Write 1 to 64 characters"),
            ("neda", "short", "account-password-fault", "Write 10 to 256 characters"),
        ])
    func refusal(login: String, password: String, place: String, words: String) async throws {
        let settings = MemorySettings.small()
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        let page = try await AdminSite.site(settings, sessions: sessions).test { client in
            try await AdminSite.post(
                client, "/admin/operators/new",
                Self.agent + [
                    ("account.kind", "new"), ("account.login", login), ("account.password", password),
                ])
        }
        #expect(page.status == 422)
        #expect(page.text.contains(#"id="\#(place)">\#(words)"#))
        #expect(!page.text.contains("correct horse"))
        #expect(settings.current.operators["102"] == nil)
        #expect(try await sessions.users().count == 1)
    }

    @Test("A user who is there gets the extension as one more of theirs")
    func existing() async throws {
        let settings = MemorySettings.small()
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        try await AdminSite.site(settings, sessions: sessions).test { client in
            let form = try await client.send(.get, "/admin/operators/101", token: nil)
            #expect(form.text.contains(#"<a href="/admin/users/id-of-ali">"#))
            let answer = try await AdminSite.post(
                client, "/admin/operators/new",
                Self.agent + [("account.kind", "existing"), ("account.user", "id-of-ali")])
            #expect(answer.status == 303)
            let nobody = try await AdminSite.post(
                client, "/admin/operators/102",
                Self.agent + [
                    ("tag", try settings.tag(.operator, "102")), ("account.kind", "existing"), ("account.user", "x"),
                ])
            #expect(nobody.status == 422)
            #expect(nobody.text.contains(#"id="account-user-fault""#))
        }
        #expect(try await sessions.users().first?.extensions == ["101", "102"])
    }

    @Test("Before an operator is removed, those who sign in with the extension are named")
    func removal() async throws {
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        let page = try await AdminSite.site(sessions: sessions).test {
            try await $0.send(.get, "/admin/operators/101", token: nil, headers: [.acceptLanguage: "en"])
        }
        #expect(page.text.contains("with this extension sign in: ali."))
    }

    @Test("A new user gets their operator in the same step")
    func operatorOfUser() async throws {
        let settings = MemorySettings.small()
        let sessions = FakeSessions()
        let user = [
            ("sent", "yes"), ("login", "neda"), ("name", "Neda"), ("role", "operator"), ("extension", "۱۰۲"),
            ("password", "correct horse battery"), ("otherExtensions", ""), ("language", ""),
        ]
        try await AdminSite.site(settings, sessions: sessions).test { client in
            let without = try await AdminSite.post(client, "/admin/users/new", user)
            #expect(without.status == 422)
            #expect(settings.current.operators["102"] == nil)
            let with = try await AdminSite.post(
                client, "/admin/users/new", user + [("operatorDepartment", "support")])
            #expect(with.headers[.location] == "/admin/users?notice=saved")
        }
        #expect(settings.current.operators["102"] == Operator(extension: "102", name: "Neda", department: "support"))
        #expect(try await sessions.users().map(\.login) == ["neda"])
    }

    @Test("An operator whose user is refused is not left behind")
    func takenBack() async throws {
        let settings = MemorySettings.small()
        let page = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/users/new",
                [
                    ("sent", "yes"), ("login", "neda"), ("name", "Neda"), ("role", "operator"), ("extension", "102"),
                    ("password", "short"), ("operatorDepartment", "support"),
                ])
        }
        #expect(page.status == 422)
        #expect(settings.current.operators["102"] == nil)
    }
}
