import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("A form that is sent when the session is over")
struct ExpiredSessionTests {
    private static func answer(_ headers: HTTPFields) async throws -> Answer {
        var all = headers
        all[.contentType] = "application/x-www-form-urlencoded"
        return try await AdminSite.site(user: nil).test { [all] in
            try await $0.send(
                .post, "/admin/departments/support", token: nil, headers: all, body: "sent=yes&name=x")
        }
    }

    @Test("A form sent when the session is over leads over the login page back to the page that it stood on")
    func back() async throws {
        let answer = try await Self.answer([.referer: "http://localhost/admin/departments/support"])
        #expect(answer.status == 303)
        #expect(answer.headers[.location] == "/login?next=%2Fadmin%2Fdepartments%2Fsupport")
    }

    @Test("A form of an expired session leads to the login page alone where the browser does not say whence it comes")
    func unknown() async throws {
        #expect(try await Self.answer([:]).headers[.location] == "/login")
    }

    @Test("A form of an earlier session leads whoever has signed in anew back to the page that it stood on, unstored")
    func signedInAnew() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            func send(accepting type: String, referer: String?) async throws -> Answer {
                var headers: HTTPFields = [
                    .contentType: "application/x-www-form-urlencoded", .accept: type, .acceptLanguage: "en",
                ]
                headers[.referer] = referer
                return try await client.send(
                    .post, "/admin/departments/support", token: nil, headers: headers,
                    body: AdminSite.form([("sent", "yes"), ("name", "Typed")], csrf: "of an earlier session"))
            }
            let page = "http://localhost/admin/departments/support"
            let answer = try await send(accepting: "text/html", referer: page)
            #expect(answer.status == 303)
            let target = try #require(answer.headers[.location])
            #expect(target == "/admin/departments/support?notice=stale")
            let shown = try await client.send(.get, target, token: nil, headers: [.acceptLanguage: "en"])
            #expect(shown.text.contains("You have signed in anew meanwhile"))
            // There is nothing to come back to, or a script that has to know.
            #expect(try await send(accepting: "text/html", referer: nil).status == 403)
            #expect(try await send(accepting: "*/*", referer: page).status == 403)
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("A form of an expired session that is sent to be restored comes back as it was filled in, not stored")
    func restored() async throws {
        let settings = MemorySettings.small()
        let page = try await AdminSite.site(settings).test {
            try await AdminSite.post(
                $0, "/admin/departments/support",
                [
                    ("sent", "yes"), ("tag", "old"), ("name", "Typed"), ("helperExtension", "201"),
                    ("helperName", "Omid"), ("action", "restore"),
                ])
        }
        #expect(page.status == 200)
        #expect(page.text.contains(#"value="Typed""#))
        #expect(page.text.contains(#"value="201""#))
        #expect(page.text.contains(#"name="restorable" value="yes""#))
        #expect(settings.authors.isEmpty)
    }

    @Test("A form that is restored without its passwords, secrets or files says so, and no other form does")
    func unkept() async throws {
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        let fields = [("sent", "yes"), ("tag", "old"), ("name", "Typed"), ("mapping", "generic"), ("role", "operator")]
        try await AdminSite.site(sessions: sessions).test { client in
            func saysSo(_ path: String, _ action: String) async throws -> Bool {
                let page = try await AdminSite.post(client, path, fields + [("action", action)])
                #expect(page.status == 200, "\(path)")
                return page.text.contains("but for passwords, secrets and files")
            }
            let withSuchFields = [
                "/admin/sources/main", "/admin/webhooks/new", "/admin/subscriptions/new", "/admin/routes/new",
                "/admin/operators/new", "/admin/users/new",
            ]
            for path in withSuchFields {
                let (restored, other) = (try await saysSo(path, "restore"), try await saysSo(path, "other"))
                #expect(restored && !other, "\(path)")
            }
            for path in ["/admin/departments/support", "/admin/users/id-of-ali"] {
                let isSaid = try await saysSo(path, "restore")
                #expect(!isSaid, "\(path)")
            }
        }
    }

    @Test("A user's form is restored as well, but for the password, and overwrites nobody's change")
    func user() async throws {
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        let fields = [("sent", "yes"), ("tag", "old"), ("login", "typed"), ("name", "Typed"), ("role", "operator")]
        try await AdminSite.site(sessions: sessions).test { client in
            for path in ["/admin/users/new", "/admin/users/id-of-ali"] {
                let form = try await client.send(.get, path, token: nil)
                #expect(form.text.contains(#"name="restorable" value="yes""#))
                let page = try await AdminSite.post(
                    client, path, fields + [("password", "correct horse battery"), ("action", "restore")])
                #expect(page.status == 200)
                #expect(page.text.contains(#"value="Typed""#) && page.text.contains(#"value="typed""#))
                #expect(!page.text.contains("correct horse"))
            }
            let page = try await AdminSite.post(client, "/admin/users/id-of-ali", fields + [("action", "restore")])
            #expect(page.text.contains(#"name="tag" value="old""#))
            #expect(try await AdminSite.post(client, "/admin/users/id-of-ali", fields).status == 409)
        }
        #expect(try await sessions.users().map(\.login) == ["ali"])
    }
}
