import Administration
import Foundation
import HTTPTypes
import HelpDesk
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The administrator's pages")
struct AdminPagesTests {
    private static let lists = [
        "/admin", "/admin/routes", "/admin/departments", "/admin/operators", "/admin/operators/import",
        "/admin/sources",
        "/admin/webhooks", "/admin/sounds", "/admin/voices", "/admin/users", "/admin/tokens", "/admin/audit",
        "/admin/search?q=s",
    ]
    private static let forms = [
        "/admin/routes/new", "/admin/routes/%2A5003", "/admin/departments/new", "/admin/departments/support",
        "/admin/operators/new", "/admin/operators/101", "/admin/sources/new", "/admin/sources/new?mapping=generic",
        "/admin/sources/main", "/admin/sources/main/test", "/admin/webhooks/new", "/admin/webhooks/main",
        "/admin/users/new", "/admin/routes/%2A5003/test",
    ]

    @Test("Every administrator's page is there, whole, in both languages", arguments: lists + forms, ["en", "fa"])
    func rendering(path: String, language: String) async throws {
        let page = try await AdminSite.site().test {
            try await $0.send(.get, path, token: nil, headers: [.acceptLanguage: language])
        }
        #expect(page.status == 200)
        #expect(page.text.contains(#"<html lang="\#(language)""#))
        #expect(page.text.hasSuffix("</html>\n"))
        // A text that no language has is shown by its key.
        let visible = page.text.replacing(/<[^>]*>/, with: " ")
        let keys = visible.matches(
            of: /\b(fields|admin|prompts|forms|kinds|roles|promptWays|scopes|audit)\.[a-z][A-Za-z.]+/)
        #expect(keys.isEmpty, "\(keys.map { String($0.0) })")
        #expect(!page.text.contains("{{"))
        #expect(page.body.count < 60_000)
    }

    @Test(
        "Every administrator's form has the token of its session",
        arguments: forms + ["/admin/sounds", "/admin/tokens", "/admin/voices"])
    func tokens(path: String) async throws {
        let page = try await AdminSite.site().test { try await $0.send(.get, path, token: nil) }
        let posts = page.text.ranges(of: #"method="post""#).count
        let tokens = page.text.ranges(of: #"name="csrf" value="csrf-of-reza""#).count
        #expect(posts == tokens)
    }

    @Test(
        "Whoever wants an administrator's page signs in first, and comes back; an operator gets nowhere",
        arguments: lists)
    func gate(path: String) async throws {
        let stranger = try await AdminSite.site(user: nil).test { try await $0.send(.get, path, token: nil) }
        #expect(stranger.status == 303)
        #expect(stranger.headers[.location] == "/login?next=\(PageAddress.encoded(path))")
        let agent = try await AdminSite.site(user: .agent).test {
            try await $0.send(.get, path, token: nil, headers: [.accept: "text/html"])
        }
        #expect(agent.status == 403)
        #expect(agent.text.contains("Not for you"))
    }

    @Test(
        "A form without its session's token changes nothing",
        arguments: [
            "/admin/departments/new", "/admin/departments/support", "/admin/departments/support/remove",
            "/admin/operators/import", "/admin/tokens", "/admin/sounds", "/admin/sources/main/test",
        ])
    func forgery(path: String) async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            for csrf in [nil, "", "csrf-of-ali"] {
                let answer = try await AdminSite.post(client, path, [("name", "x"), ("sent", "yes")], csrf: csrf)
                #expect(answer.status == 403)
            }
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("A hostile name is text everywhere", arguments: lists + forms)
    func hostileName(path: String) async throws {
        let hostile = "\"\u{301}><script>alert(1)</script><b x='{{csrf}}'>"
        let page = try await AdminSite.site(MemorySettings.small(name: hostile)).test {
            try await $0.send(.get, path, token: nil)
        }
        #expect(page.status == 200)
        #expect(!page.text.contains("<script>alert"))
        // Written in the macro itself, it is expanded into something that is no literal.
        let closed = "\"\u{301}>"
        #expect(!page.text.contains(closed))
        #expect(!page.text.contains("<b x="))
    }

    @Test("A setting that is not there is not found")
    func unknown() async throws {
        try await AdminSite.site().test { client in
            for path in ["/admin/routes/%2A9", "/admin/departments/x", "/admin/sounds/x", "/admin/users/x"] {
                let page = try await client.send(.get, path, token: nil, headers: [.accept: "text/html"])
                #expect(page.status == 404, "\(path)")
            }
        }
    }

    @Test("A list of ten thousand operators is looked through at once, a page at a time")
    func manyOperators() async throws {
        let operators = (0..<10_000).map { index in
            Operator(extension: "\(10_000 + index)", name: "Operator \(index)", department: "support")
        }
        let page = try await AdminSite.site(MemorySettings(CallCenter(operators: operators))).test {
            try await $0.send(.get, "/admin/operators?page=2", token: nil)
        }
        #expect(page.text.contains("/admin/operators/10100"))
        #expect(!page.text.contains("/admin/operators/10200"))
        #expect(page.text.contains("?page=3"))
        #expect(page.body.count < 60_000)
        let found = try await AdminSite.site(MemorySettings(CallCenter(operators: operators))).test {
            try await $0.send(.get, "/admin/operators?q=%DB%B1%DB%B2%DB%B3%DB%B4%DB%B5", token: nil)
        }
        #expect(found.text.contains("/admin/operators/12345"))
        #expect(found.text.contains("1 operator"))
    }

    @Test("The log of changes says in words which presence was set, and leaves alone what it has no words for")
    func auditedPresence() async throws {
        let entries = ["112 break", "113 elsewhere"].enumerated().map { offset, item in
            AuditEntry(
                id: Int64(offset + 1), at: Date(timeIntervalSince1970: 1_795_634_709), author: "user:sara",
                action: "set_presence", kind: "helper", item: item)
        }
        try await TestSite(audit: FakeAudit(log: entries), signedIn: .admin).test { client in
            let page = try await client.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
            #expect(page.text.contains(#"<span class="code">112</span> – استراحت"#), "\(page.text)")
            #expect(page.text.contains(#"<span class="code">113 elsewhere</span>"#))
        }
    }

    @Test("The log of changes names in words who is no person, and leaves alone whom it has no word for")
    func auditedAuthors() async throws {
        let entries = ["apply", "command", "anonymous", "bridge", "somebody"].enumerated().map { offset, author in
            AuditEntry(
                id: Int64(offset + 1), at: Date(timeIntervalSince1970: 1_795_634_709), author: author, action: "added",
                kind: "route", item: "*5003")
        }
        let page = try await TestSite(audit: FakeAudit(log: entries), signedIn: .admin).test {
            try await $0.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
        }
        for words in ["فایل مرکز تماس", "خط فرمان", "کسی که وارد نشده بود", "خود HelpBridge", "somebody"] {
            #expect(page.text.contains("<bdi>\(words)</bdi>"), "\(words)")
        }
    }

    @Test("The log of changes says what was changed in a setting, in the words of its form")
    func auditedDifferences() async throws {
        let entry = AuditEntry(
            id: 1, at: Date(timeIntervalSince1970: 1_795_634_709), author: "user:sara", action: "changed",
            kind: "route", item: "*5003",
            differences: [
                .init(field: "detection", before: "crm", after: "department"),
                .init(field: "ringing.timeoutSeconds", before: "20", after: "30"),
                .init(field: "ringing.skipBusy", before: "true", after: "false"),
                .init(field: "prompts.unavailable.text", before: nil, after: "<b>"),
                .init(field: "credentials.token", before: "***", after: "***"),
                .init(field: "somethingNew", before: "a", after: "b"),
            ])
        try await TestSite(audit: FakeAudit(log: [entry]), signedIn: .admin).test { client in
            let page = try await client.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
            let rows = page.text.matches(
                of: /<dt>(.*?)<\/dt><dd><del>.*?<bdi>(.*?)<\/bdi><\/del> <ins>.*?<bdi>(.*?)<\/bdi>/
            )
            .map { [String($0.1), String($0.2), String($0.3)] }
            #expect(
                rows == [
                    ["نوع تشخیص مدیر", "تشخیص مدیر از طریق منبع جستجو", "تشخیص مدیر با توجه به دپارتمان"],
                    ["زنگ برای هر مدیر (ثانیه)", "20", "30"],
                    ["گذشتن از کسی که در حال مکالمه است", "بله", "خیر"],
                    ["صدای در دسترس نبودن مدیر", "–", "&lt;b&gt;"], ["توکن", "***", "***"], ["somethingNew", "a", "b"],
                ])
        }
    }

    @Test("The log of changes says in words how a supervisor came to a call, and what was set of somebody's presence")
    func auditedModes() async throws {
        let done = [
            ("joined", "help_request", "R1 201 whisper", "R1 201", "نجوا"),
            ("changed_mode", "help_request", "R1 phone:201 listen", "R1 phone:201", "شنود"),
            ("set_presence", "helper", "200 break", "200", "استراحت"),
        ]
        let entries = done.enumerated().map { offset, deed in
            AuditEntry(
                id: Int64(offset + 1), at: Date(timeIntervalSince1970: 1_795_634_709), author: "user:sara",
                action: deed.0, kind: deed.1, item: deed.2)
        }
        try await TestSite(audit: FakeAudit(log: entries), signedIn: .admin).test { client in
            let page = try await client.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
            for (_, _, _, item, words) in done {
                #expect(page.text.contains("<span class=\"code\">\(item)</span> – \(words)"), "\(words)")
            }
        }
    }

    @Test("The log of changes says in words that somebody was made an administrator, disabled, or given a password")
    func auditedUsers() async throws {
        let entry = AuditEntry(
            id: 1, at: Date(timeIntervalSince1970: 1_795_634_709), author: "user:sara", action: "changed",
            kind: "user", item: "pari",
            differences: [
                .init(field: "role", before: "operator", after: "admin"),
                .init(field: "disabled", before: "false", after: "true"), .newPassword,
            ])
        try await TestSite(audit: FakeAudit(log: [entry]), signedIn: .admin).test { client in
            let page = try await client.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
            for (field, after) in [("نقش", "مدیر سامانه"), ("غیرفعال", "بله"), ("گذرواژه", "***")] {
                #expect(page.text.contains("<dt>\(field)</dt>") && page.text.contains("<bdi>\(after)</bdi></ins>"))
            }
        }
    }

    @Test("The log of changes says who, what and when in the user's calendar")
    func auditLog() async throws {
        let entries = (1...150).map { number in
            AuditEntry(
                id: Int64(number), at: Date(timeIntervalSince1970: 1_795_634_709), author: "user:reza", action: "added",
                kind: "route", item: "*5003 <\(number)>")
        }
        let site = TestSite(audit: FakeAudit(log: entries), signedIn: .admin)
        try await site.test { client in
            let page = try await client.send(.get, "/admin/audit", token: nil, headers: [.acceptLanguage: "fa"])
            #expect(page.text.contains("آذر ۱۴۰۵"))
            #expect(page.text.contains("کاربر reza"))
            #expect(page.text.contains("*5003 &lt;150&gt;"))
            #expect(page.text.contains("/admin/audit?before=51"))
            let older = try await client.send(.get, "/admin/audit?before=51", token: nil)
            #expect(older.text.contains("*5003 &lt;50&gt;"))
            #expect(!older.text.contains("/admin/audit?before="))
        }
    }
}
