import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages
@testable import WebServer

@Suite("The administrator's forms")
struct AdminFormTests {
    @Test("A form that is refused comes back as it was typed, with what is wrong beside the field")
    func refusal() async throws {
        let settings = MemorySettings.small()
        let tag = try settings.tag(.department, "support")
        let page = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/departments/support",
                [
                    ("sent", "yes"), ("tag", tag), ("name", ""), ("parent", ""), ("helperExtension", "۲۰۰"),
                    ("helperName", "<Sara>"), ("helperExtension", ""), ("helperName", ""), ("helperExtension", "x1"),
                    ("helperName", "Omid"),
                ])
        }
        #expect(page.status == 422)
        #expect(page.text.contains(#"aria-describedby="name-fault" aria-invalid="true""#))
        #expect(
            page.text.contains(
                #"<p class="error" id="name-fault">Please give the department a name of at most 200 characters.</p>"#))
        // The third row is the second helper: the empty one between them counts for nothing.
        #expect(page.text.contains(#"aria-describedby="helper-2-fault""#))
        #expect(!page.text.contains(#"id="helper-0-fault""#))
        #expect(page.text.contains(#"value="200""#))
        #expect(page.text.contains("&lt;Sara&gt;"))
        #expect(page.text.contains(#"value="x1""#))
    }

    @Test("A form that is stored leads to the list, and the audit log names who it was")
    func storing() async throws {
        let settings = MemorySettings.small()
        let tag = try settings.tag(.department, "support")
        try await AdminSite.site(settings).test { client in
            let answer = try await AdminSite.post(
                client, "/admin/departments/support",
                [
                    ("sent", "yes"), ("tag", tag), ("name", "Help"), ("helperExtension", "201"), ("helperName", ""),
                    ("helperExtension", "200"), ("helperName", "Sara"),
                ])
            #expect(answer.status == 303)
            #expect(answer.headers[.location] == "/admin/departments?notice=saved")
            let list = try await client.send(
                .get, "/admin/departments?notice=saved", token: nil, headers: [.acceptLanguage: "fa"])
            #expect(list.text.contains("ثبت شد."))
            let other = try await client.send(.get, "/admin/departments?notice=%3Cb%3E", token: nil)
            #expect(!other.text.contains("toast"))
        }
        #expect(settings.current.departments["support"]?.helpers.map(\.extension) == ["201", "200"])
        #expect(settings.authors == ["user:1"])
    }

    @Test("Buttons of a list move and add without storing, with no script")
    func moving() async throws {
        let settings = MemorySettings.small()
        let rows = [
            ("sent", "yes"), ("tag", ""), ("name", "Help"), ("helperExtension", "200"), ("helperName", "A"),
            ("helperExtension", "201"), ("helperName", "B"),
        ]
        try await AdminSite.site(settings).test { client in
            func order(_ action: String) async throws -> [String] {
                let page = try await AdminSite.post(client, "/admin/departments/support", rows + [("action", action)])
                #expect(page.status == 200)
                return page.text.matches(of: /name="helperExtension" value="([0-9]*)"/).map { String($0.1) }
            }
            let raised = try await order("up:1")
            #expect(raised == ["201", "200"])
            #expect(try await order("down:0") == ["201", "200"])
            #expect(try await order("down:1") == ["200", "201"])
            #expect(try await order("out:0") == ["201"])
            #expect(try await order("add") == ["200", "201", ""])
            #expect(try await order("up:99") == ["200", "201"])
            #expect(try await order("nonsense") == ["200", "201"])
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("Whoever goes back to a form and stores it once more makes no second one")
    func backAndAgain() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let form = try await client.send(.get, "/admin/departments/new", token: nil)
            let id = try #require(form.text.firstMatch(of: /name="suggestedID" value="([^"]+)"/)).1
            func save(_ name: String) async throws {
                let answer = try await AdminSite.post(
                    client, "/admin/departments/new",
                    [
                        ("sent", "yes"), ("id", ""), ("suggestedID", String(id)), ("name", name),
                        ("helperExtension", ""), ("helperName", ""),
                    ])
                #expect(answer.headers[.location] == "/admin/departments?notice=saved")
            }
            try await save("Night")
            try await save("Night")
            #expect(settings.current.departments.values.map(\.name).sorted() == ["Night", "Support"])
            // What is another one gets an id of its own.
            try await save("Day")
            #expect(settings.current.departments.values.map(\.name).sorted() == ["Day", "Night", "Support"])
        }
    }

    @Test("A name that is taken is said to be, without a word about how names are written")
    func taken() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let page = try await AdminSite.post(
                client, "/admin/departments/new", [("sent", "yes"), ("id", "support"), ("name", "Again")])
            #expect(page.status == 422)
            #expect(page.text.contains(#"id="id-fault">There is one of this name already."#))
            #expect(!page.text.contains("Write 1 to 64"))
        }
        #expect(settings.current.departments.count == 1)
    }

    @Test(
        "Each fault of a field has the message that is about it: a code that is taken, a code that is none, a long name"
    )
    func messages() async throws {
        let settings = MemorySettings.small()
        let route = [("sent", "yes"), ("detection", "department"), ("voice", "fa"), ("mode", "whisper")]
        try await AdminSite.site(settings).test { client in
            func faults(_ code: String, _ name: String) async throws -> [String] {
                let page = try await AdminSite.post(
                    client, "/admin/routes/new", route + [("code", code), ("name", name)])
                #expect(page.status == 422)
                return page.text.matches(of: /<p class="error" id="(code|name)-fault">([^<]*)</).map {
                    "\($0.1): \($0.2.prefix(30))"
                }
            }
            let long = String(repeating: "n", count: 201)
            let taken = try await faults("*5003", "Again")
            #expect(taken == ["code: There is one of this name alre"])
            let none = try await faults("5x", "Help")
            #expect(none.count == 1 && none[0].hasPrefix("code: Write 1 to 16"))
            let tooLong = try await faults("*5009", long)
            #expect(tooLong.count == 1 && tooLong[0].hasPrefix("name: ") && tooLong != none)
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("Before anything is pressed no question about removing stands on a page, but where scripts are off")
    func quietRemoval() async throws {
        try await AdminSite.site().test { client in
            for path in ["/admin/departments", "/admin/departments/support", "/admin/routes", "/admin/routes/%2A5003"] {
                let page = try await client.send(.get, path, token: nil, headers: [.acceptLanguage: "en"])
                let visible = page.text.replacing(/(?s)<noscript>.*?<\/noscript>/, with: "")
                    .replacing(/<[^>]*>/, with: " ")
                #expect(
                    page.text.contains("data-confirm=\"Remove") || page.text.contains("data-confirm=\"Delete"),
                    "\(path)")
                #expect(!visible.contains(/(Remove|Delete) [^?]{1,60}\?/), "\(path)")
            }
        }
    }

    @Test("A prompt with a placeholder that is none is not stored, and its field says why")
    func unknownPlaceholder() async throws {
        let settings = MemorySettings.small()
        let tag = try settings.tag(.route, "*5003")
        try await AdminSite.site(settings).test { client in
            let page = try await AdminSite.post(
                client, "/admin/routes/%2A5003",
                [
                    ("sent", "yes"), ("tag", tag), ("name", "Help"), ("detection", "department"), ("voice", "fa"),
                    ("mode", "whisper"), ("ladder", "department"), ("secondPress", "same"),
                    ("ringing.strategy", "sequential"), ("prompts.unavailable.source", "text"),
                    ("prompts.unavailable.text", "Nobody for {foo}"),
                ])
            #expect(page.status == 422)
            #expect(page.text.contains(#"id="prompts-unavailable-fault">Something in braces is no placeholder"#))
            #expect(page.text.contains("Nobody for {foo}"))
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("Two administrators do not overwrite each other unawares")
    func overtaken() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            func save(_ name: String, tag: String) async throws -> Answer {
                try await AdminSite.post(
                    client, "/admin/departments/support", [("sent", "yes"), ("tag", tag), ("name", name)])
            }
            let tag = try settings.tag(.department, "support")
            #expect(try await save("First", tag: tag).status == 303)
            let second = try await save("Second", tag: tag)
            let newTag = try settings.tag(.department, "support")
            #expect(second.status == 409)
            #expect(second.text.contains("Somebody else has changed this"))
            #expect(second.text.contains(#"value="Second""#))
            #expect(second.text.contains(#"name="tag" value="\#(newTag)""#))
            #expect(settings.current.departments["support"]?.name == "First")
            #expect(try await save("Second", tag: newTag).status == 303)
        }
    }

    @Test("A form that comes back without being stored says so, for the question that is asked before it is left")
    func unsaved() async throws {
        let settings = MemorySettings.small()
        let sessions = FakeSessions([User.sample("ali", .operator, extension: "101")])
        let mark = #"name="sent" value="yes" data-unsaved>"#
        try await AdminSite.site(settings, sessions: sessions).test { client in
            for path in ["/admin/departments/support", "/admin/users/id-of-ali"] {
                let opened = try await client.send(.get, path, token: nil)
                #expect(opened.status == 200 && !opened.text.contains("data-unsaved"), "\(path)")
                let fields = [("sent", "yes"), ("name", "x"), ("tag", "old")]
                let overtaken = try await AdminSite.post(client, path, fields)
                #expect(overtaken.status == 409 && overtaken.text.contains(mark), "\(path)")
                let restored = try await AdminSite.post(client, path, fields + [("action", "restore")])
                #expect(restored.status == 200 && restored.text.contains(mark), "\(path)")
            }
            let refused = try await AdminSite.post(
                client, "/admin/departments/support",
                [("sent", "yes"), ("name", ""), ("tag", try settings.tag(.department, "support"))])
            #expect(refused.status == 422 && refused.text.contains(mark))
            // What is shown because it cannot be removed is as it is stored.
            let used = try await AdminSite.post(client, "/admin/departments/support/remove", [])
            #expect(used.status == 409 && !used.text.contains("data-unsaved"))
        }
    }

    @Test("A fault in what is folded away unfolds it")
    func unfolded() async throws {
        let settings = MemorySettings.small()
        let fold = #"<details class="card" open>"#
        try await AdminSite.site(settings).test { client in
            let form = try await client.send(.get, "/admin/sources/main", token: nil)
            #expect(form.text.contains(#"<details class="card">"#) && !form.text.contains(fold))
            let page = try await AdminSite.post(
                client, "/admin/sources/main",
                [
                    ("sent", "yes"), ("tag", try settings.tag(.source, "main")), ("mapping", "generic"),
                    ("baseURL", "http://crm.test"), ("stored.token", "yes"), ("timeoutMilliseconds", "99999"),
                ])
            #expect(page.status == 422)
            #expect(page.text.contains(fold) && page.text.contains(#"id="timeoutMilliseconds-fault""#))
        }
    }

    @Test("The form of a source that may take longer than a help request waits says so")
    func overBudget() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let form = try await client.send(.get, "/admin/sources/main", token: nil)
            #expect(!form.text.contains("crm.answerBudgetMilliseconds"))
            let saved = try await AdminSite.post(
                client, "/admin/sources/main",
                [
                    ("sent", "yes"), ("tag", try settings.tag(.source, "main")), ("mapping", "generic"),
                    ("baseURL", "http://crm.test"), ("stored.token", "yes"), ("timeoutMilliseconds", "5000"),
                ])
            #expect(saved.status == 303)
            let page = try await client.send(.get, "/admin/sources/main", token: nil)
            #expect(page.text.contains("crm.answerBudgetMilliseconds"))
        }
    }

    @Test("A setting that is in use is not removed, and the page leads to who uses it")
    func inUse() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let page = try await AdminSite.post(client, "/admin/departments/support/remove", [])
            #expect(page.status == 409)
            #expect(page.text.contains("<a href=\"/admin/operators/101\">Operator \u{2066}101\u{2069}</a>"))
            let gone = try await AdminSite.post(client, "/admin/operators/101/remove", [])
            #expect(gone.headers[.location] == "/admin/operators?notice=removed")
            #expect(try await AdminSite.post(client, "/admin/departments/support/remove", []).status == 303)
        }
        #expect(settings.current.departments.isEmpty)
    }

    @Test("A new token is shown once")
    func newToken() async throws {
        let tokens = MemoryTokens()
        try await TestSite(settings: MemorySettings.small(), tokenStore: tokens, signedIn: .admin).test { client in
            let refused = try await AdminSite.post(client, "/admin/tokens", [("name", ""), ("term", "30")])
            #expect(refused.status == 422)
            #expect(refused.text.contains("Please write what the token is for."))
            #expect(refused.text.contains("Please tick at least one."))
            let made = try await AdminSite.post(
                client, "/admin/tokens", [("name", "CRM <button>"), ("scopes", "requests"), ("term", "30")])
            #expect(made.status == 303)
            let address = try #require(made.headers[.location])
            let page = try await client.send(.get, address, token: nil)
            let secret = try #require(page.text.firstMatch(of: /hb_[0-9a-f]{64}/)).0
            // Loaded anew, the page makes no further one.
            #expect(try await client.send(.get, address, token: nil).text.contains(secret))
            #expect(try await tokens.tokens().count == 1)
            let other = try await client.send(.get, "/admin/tokens/made/another", token: nil)
            #expect(other.headers[.location] == "/admin/tokens")
            let list = try await client.send(.get, "/admin/tokens", token: nil)
            #expect(list.text.contains("CRM &lt;button&gt;"))
            #expect(!list.text.contains(secret))
            let id = try #require(try await tokens.tokens().first).id
            #expect(try await AdminSite.post(client, "/admin/tokens/\(id)/remove", []).status == 303)
            #expect(try await tokens.tokens().isEmpty)
        }
        #expect(try await tokens.tokens().isEmpty)
    }

    @Test("A new webhook shows its secret once, and a line that proves it")
    func newWebhook() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let made = try await AdminSite.post(
                client, "/admin/webhooks/new",
                [("sent", "yes"), ("id", "crm2"), ("mapping", "generic"), ("route", "*5003"), ("secret", "")])
            #expect(made.status == 303)
            let address = try #require(made.headers[.location])
            let page = try await client.send(.get, address, token: nil, headers: [.acceptLanguage: "en"])
            let secret = try #require(page.text.firstMatch(of: /whsec_[A-Za-z0-9+\/=]+/)).0
            #expect(settings.current.webhooks["crm2"]?.secrets.map(\.text) == [String(secret)])
            #expect(page.text.contains("/v1/webhooks/crm2"))
            #expect(page.text.contains("openssl dgst -sha256"))
            #expect(try await client.send(.get, address, token: nil).text.contains(secret))
            let edited = try await client.send(.get, "/admin/webhooks/crm2", token: nil)
            #expect(!edited.text.contains(secret))
        }
    }

    @Test("A secret that is stored stays when its field is left empty, and is never shown")
    func keptSecret() async throws {
        let settings = MemorySettings.small()
        try await AdminSite.site(settings).test { client in
            let page = try await client.send(.get, "/admin/sources/main", token: nil)
            #expect(page.text.contains(#"name="stored.token""#))
            #expect(!page.text.contains("what the CRM expects"))
            let base = [
                ("sent", "yes"), ("mapping", "generic"), ("baseURL", "http://crm.test"), ("stored.token", "yes"),
                ("timeoutMilliseconds", "۵۰۰"),
            ]
            let before = settings.current.sources["main"]?.credentials
            var tag = try settings.tag(.source, "main")
            _ = try await AdminSite.post(
                client, "/admin/sources/main", base + [("tag", tag), ("credentials.token", "")])
            #expect(settings.current.sources["main"]?.credentials == before)
            #expect(settings.current.sources["main"]?.timeoutMilliseconds == 500)
            tag = try settings.tag(.source, "main")
            _ = try await AdminSite.post(
                client, "/admin/sources/main", base + [("tag", tag), ("credentials.token", "new")])
            #expect(settings.current.sources["main"]?.credentials["token"]?.text == "new")
        }
    }

    @Test("A test of a source shows what was sent and answered")
    func sourceTest() async throws {
        try await AdminSite.site().test { client in
            let page = try await AdminSite.post(client, "/admin/sources/main/test", [("operator", "۱۰۱")])
            #expect(page.text.contains("http://crm.test/managers?extension=101"))
            #expect(page.text.contains("Found"))
            #expect(page.text.contains("Sara") && page.text.contains("Customer care"))
            let empty = try await AdminSite.post(client, "/admin/sources/main/test", [("operator", "")])
            #expect(empty.text.contains("Please write an extension."))
        }
    }

    @Test("A source whose mapping cannot be used says why, in the list and where it is changed")
    func brokenMapping() async throws {
        let source = LookupSource(id: "old", mapping: "broken", baseURL: "http://crm.test")
        try await AdminSite.site(MemorySettings(CallCenter(sources: [source]))).test { client in
            for path in ["/admin/sources", "/admin/sources/old"] {
                let page = try await client.send(.get, path, token: nil)
                #expect(page.status == 200)
                #expect(page.text.contains("Its mapping cannot be used:"))
                #expect(page.text.contains("Mappings/broken.yaml:3: manager: is missing"))
            }
            #expect(
                try await client.send(.get, "/admin/sources/new", token: nil).text.contains("cannot be used") == false)
        }
    }

    @Test("The two kinds of source that the original module has stand first, under the names they have there")
    func kindsOfSource() async throws {
        let records = ["bitrix24", "alovoip_opencrm", "zoho", "payamgostar"].map {
            MappingSummary(name: $0, title: $0, credentials: [], webhook: nil)
        }
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let languages = try PageLanguages(directory: repository.appendingPathComponent("Pages/Localization").path)
        let persian = try #require(languages["fa"])
        let sorted = MappingSummary.sorted(records, for: persian)
        #expect(
            sorted.map { $0.title(in: persian) } == [
                "پیامگستر", "سایر", "Bitrix24 (سرپرست دپارتمان)", "Zoho CRM (مدیر مستقیم)",
            ])
    }
}
