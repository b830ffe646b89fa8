import Administration
import Foundation
import HTTPTypes
import HelpDesk
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The form of a help route")
struct RoutePagesTests {
    private static let complete = [
        ("csrf", "csrf-of-reza"), ("sent", "yes"), ("name", "Help"), ("detection", "crm"),
        ("sources", "main"), ("sourceOrder", "main"), ("voice", "fa"), ("mode", "whisper"),
        ("prompts.requestSent.source", "text"), ("prompts.requestSent.text", "درخواست {manager}"),
        ("prompts.unavailable.source", "usual"), ("ringing.strategy", "least_recent"),
        ("ringing.timeoutSeconds", "۲۵"), ("ringing.totalSeconds", "soon"), ("ringing.operatorSeconds", ""),
        ("ringing.rounds", "2"), ("ringing.atOnce", "۵"), ("ladder", "department"), ("ladder", "crm"),
        ("ladderOrder", "department"),
        ("ladderOrder", "crm"), ("ladderOrder", "parents"), ("secondPress", "cancel"), ("acceptKey", "1"),
        ("overflow.kind", "number"), ("overflow.number", "300"), ("overflow.department", "support"),
        ("whenOperatorBusy", "fail"), ("waitSeconds", "0"), ("autoAnswer", "yes"),
    ]

    private static func form(_ fields: [(String, String)]) -> PageForm {
        var form = PageForm()
        for field in fields { form.add(field.0, field.1) }
        return form
    }

    private static func post(_ client: TestSiteClient, _ path: String, _ fields: [(String, String)]) async throws
        -> Answer
    {
        let body = fields.map { "\(PageAddress.encoded($0.0))=\(PageAddress.encoded($0.1))" }.joined(separator: "&")
        return try await client.send(
            .post, path, token: nil, headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
    }

    @Test("What is filled into a route's form is stored, and what the form does not know stays")
    func content() throws {
        let route = try #require(try MemorySettings.small().setting(.route, "*5003")).content
        let stored = LocatedValue.object(route.members + [.init("future", .text("kept"))])
        var draft = RouteDraft(Self.form(Self.complete))
        draft.id = "*5003"
        let content = draft.content(over: stored)
        #expect(content["code"] == .text("*5003"))
        #expect(content["sources"] == .array([.text("main")]))
        #expect(
            content["prompts"] == .object([.init("requestSent", .object([.init("text", .text("درخواست {manager}"))]))]))
        #expect(content["ringing"]?["timeoutSeconds"] == .integer(25))
        // Whoever checks settings says what is wrong with it.
        #expect(content["ringing"]?["totalSeconds"] == .text("soon"))
        #expect(content["ringing"]?["operatorSeconds"] == nil)
        #expect(content["ringing"]?["skipBusy"] == .boolean(false))
        #expect(content["ringing"]?["atOnce"] == .integer(5))
        #expect(content["ladder"] == .array([.text("department"), .text("crm")]))
        #expect(content["overflow"] == .object([.init("number", .text("300"))]))
        #expect(content["autoAnswer"] == .boolean(true))
        #expect(content["acceptKey"] == .text("1"))
        #expect(content["future"] == .text("kept"))
    }

    @Test("A prompt may be left out: then nothing is played")
    func silence() throws {
        let content = RouteDraft(Self.form([("sent", "yes"), ("prompts.unavailable.source", "silent")])).content(
            over: nil)
        #expect(content["prompts"]?["unavailable"]?["silent"] == .boolean(true))
        let kept = RouteDraft(stored: content).content(over: content)
        #expect(kept["prompts"] == content["prompts"])
    }

    @Test("A prompt's words run as its voice is written, whatever language the page has", arguments: ["en", "fa"])
    func direction(language: String) async throws {
        let site = TestSite(settings: MemorySettings.small(), signedIn: .admin)
        let page = try await site.test {
            try await $0.send(.get, "/admin/routes/%2A5003", token: nil, headers: [.acceptLanguage: language])
        }
        // The route of the sample has a Persian voice.
        #expect(page.text.contains(/<textarea [^>]*name="prompts.requestSent.text"[^>]* dir="rtl"/))
        #expect(!page.text.contains(/<textarea [^>]*name="prompts[^>]* dir="ltr"/))
    }

    @Test("A route that is opened and stored without a change stays as it is")
    func roundTrip() throws {
        let stored = try #require(try MemorySettings.small().setting(.route, "*5003")).content
        let content = RouteDraft(stored: stored).content(over: stored)
        for member in stored.members { #expect(content[member.key] == member.value, "\(member.key)") }
    }

    @Test("A prompt offers the placeholders that have a value when it is spoken")
    func offeredPlaceholders() async throws {
        let site = TestSite(settings: MemorySettings.small(), signedIn: .admin)
        let page = try await site.test { try await $0.send(.get, "/admin/routes/%2A5003", token: nil) }
        let texts = page.text.matches(
            of: /<textarea name="prompts\.([A-Za-z]+)\.text"[^>]*?(?: data-lacks="([^"]*)")?>/)
        #expect(texts.count == PromptKind.ofRoutes.count)
        let lacking = Dictionary(uniqueKeysWithValues: texts.map { (String($0.1), $0.2.map(String.init)) })
        #expect(lacking["managerIntro"] == "extension manager position")
        #expect(lacking["unavailable"] == .some(nil) && lacking["unknownCode"] == "*")
    }

    @Test("A new route begins with the usual settings, in the voice of the user's language")
    func blank() async throws {
        let site = TestSite(settings: MemorySettings.small(), signedIn: .admin)
        let page = try await site.test {
            try await $0.send(.get, "/admin/routes/new", token: nil, headers: [.acceptLanguage: "fa"])
        }
        #expect(page.text.contains(#"<option value="fa" selected>"#))
        #expect(page.text.contains(#"name="ringing.timeoutSeconds" type="text" value="20""#))
        #expect(page.text.contains("درخواست شما فرستاده شد."))
        #expect(RouteDraft(Self.form([])).mode == CallMode.whisper.rawValue)
    }

    @Test("What most leave alone in a route's form is folded away with a summary, and open where something is wrong")
    func folds() async throws {
        let site = TestSite(settings: MemorySettings.small(), signedIn: .admin)
        try await site.test { client in
            let blank = try await client.send(
                .get, "/admin/routes/new", token: nil, headers: [.acceptLanguage: "en"])
            #expect(blank.text.contains(#"id="ringing-fold">"#))
            #expect(blank.text.contains(#"id="more-fold">"#))
            #expect(blank.text.contains("One after the other · 20 s"))
            #expect(blank.text.contains("When nobody could be reached: "))
            // The seconds in all are no number.
            let refused = try await Self.post(
                client, "/admin/routes/%2A5003", Self.complete + [("tag", try site.settings.tag(.route, "*5003"))])
            #expect(refused.status == 422)
            #expect(refused.text.contains(#"id="ringing-fold" open>"#))
            let moved = try await Self.post(
                client, "/admin/routes/%2A5003", Self.complete + [("action", "ladder-up:1")])
            #expect(moved.text.contains(#"id="ringing-fold" open>"#))
        }
    }

    @Test("A route that asks CRMs names one")
    func noSource() async throws {
        let settings = MemorySettings.small()
        let fields = Self.complete.filter { $0.0 != "sources" }
        let page = try await TestSite(settings: settings, signedIn: .admin).test {
            try await Self.post($0, "/admin/routes/%2A5003", fields)
        }
        #expect(page.status == 422)
        #expect(page.text.contains(#"id="sources-fault""#))
        #expect(settings.authors.isEmpty)
    }

    @Test("Sources and rungs move without a script")
    func moving() async throws {
        let settings = MemorySettings.small()
        let page = try await TestSite(settings: settings, signedIn: .admin).test {
            try await Self.post($0, "/admin/routes/%2A5003", Self.complete + [("action", "ladder-up:1")])
        }
        let order = page.text.matches(of: /name="ladderOrder" value="([a-z]+)"/).map { String($0.1) }
        #expect(order == ["crm", "department", "parents"])
        #expect(settings.authors.isEmpty)
    }

    @Test("A recording that comes with the form becomes the prompt")
    func upload() async throws {
        let settings = MemorySettings.small()
        let sounds = FakeSounds()
        let tag = try settings.tag(.route, "*5003")
        let fields =
            Self.complete.filter { !$0.0.hasPrefix("prompts.") && $0.0 != "ringing.totalSeconds" }
            + [("tag", tag), ("prompts.unavailable.source", "recording")]
        @Sendable func body(_ content: String) -> String {
            fields.map { "--b0\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
                + "--b0\r\nContent-Disposition: form-data; name=\"prompts.unavailable.file\"; filename=\"a.wav\"\r\n\r\n"
                + content + "\r\n--b0--\r\n"
        }
        try await TestSite(sounds: sounds, settings: settings, signedIn: .admin).test { client in
            let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=b0"]
            let refused = try await client.send(
                .post, "/admin/routes/%2A5003", token: nil, headers: headers, body: body("bad"))
            #expect(refused.status == 422)
            #expect(refused.text.contains("This is no sound file."))
            let stored = try await client.send(
                .post, "/admin/routes/%2A5003", token: nil, headers: headers, body: body("RIFF"))
            #expect(stored.status == 303)
        }
        let sound = try #require(try await sounds.sounds().first)
        #expect(sound.name.hasPrefix("Help: "))
        #expect(settings.current.routes["*5003"]?.prompts[.unavailable] == .recording(sound.id))
    }

    @Test("A prompt is heard as the form has it")
    func preview() async throws {
        try await TestSite(settings: MemorySettings.small(), signedIn: .admin).test { client in
            let own = try await Self.post(client, "/admin/routes/preview?prompt=requestSent", Self.complete)
            #expect(own.headers[.contentType] == "audio/wav")
            #expect(own.text == "درخواست {manager} 8000")
            let usual = Self.complete.filter { !$0.0.hasPrefix("prompts.") }
            let voice = try await Self.post(client, "/admin/routes/preview?prompt=requestSent", usual)
            #expect(voice.text == "درخواست شما فرستاده شد. 8000")
            let empty = try await Self.post(client, "/admin/routes/preview?prompt=unavailable", usual)
            #expect(try empty.problem().code == "validation_failed")
            #expect(try await Self.post(client, "/admin/routes/preview?prompt=none", usual).status == 404)
        }
    }

    @Test("The form of a route names the length that a prompt's words may have")
    func promptLength() async throws {
        let site = TestSite(settings: MemorySettings.small(), signedIn: .admin)
        try await site.test { client in
            var fields = Self.complete.filter { $0.0 != "prompts.requestSent.text" }
            fields.append(("prompts.requestSent.text", String(repeating: "x", count: 1_500)))
            fields.append(("tag", try site.settings.tag(.route, "*5003")))
            let refused = try await Self.post(client, "/admin/routes/%2A5003", fields)
            #expect(refused.status == 422)
            #expect(refused.text.contains("1,000 characters") || refused.text.contains("۱۰۰۰ نویسه"))
        }
    }

    @Test("Every prompt of routes has words in every language")
    func promptTexts() throws {
        for language in try TestSite.pages.get().languages.all {
            for kind in PromptKind.ofRoutes {
                #expect(language.text(ifPresent: "prompts.\(kind.rawValue).label") != nil, "\(language.code) \(kind)")
                #expect(language.text(ifPresent: "prompts.\(kind.rawValue).hint") != nil, "\(language.code) \(kind)")
            }
            for result in LookupReport.Result.allCases {
                #expect(language.text(ifPresent: "lookup.\(result.rawValue)") != nil, "\(language.code) \(result)")
            }
            for reason in LookupReason.allCases {
                #expect(language.text(ifPresent: "lookupReasons.\(reason.rawValue)") != nil, "\(reason)")
            }
            for state in SoundRecording.State.allCases {
                #expect(language.text(ifPresent: "admin.sounds.recording.\(state.rawValue)") != nil, "\(state)")
            }
            for result in WebhookDelivery.Result.allCases {
                let key = "admin.webhooks.deliveries.results.\(result.rawValue)"
                #expect(language.text(ifPresent: key) != nil, "\(result)")
            }
        }
    }

    private func expectWords<Group: RouteOptionGroup>(for _: Group.Type, under scope: String) throws {
        for language in try TestSite.pages.get().languages.all {
            for option in Group.declared {
                let key = "\(scope).\(option.name)"
                #expect(language.text(ifPresent: "\(key).label") != nil, "\(language.code) \(key)")
                switch option.kind {
                case .number: #expect(language.text(ifPresent: "\(key).fault") != nil, "\(language.code) \(key)")
                case .flag: break
                case .word(let words):
                    for word in words {
                        let name = "\(key).options.\(word)"
                        let text = language.text(ifPresent: name) ?? language.text(ifPresent: "\(name).label")
                        #expect(text != nil, "\(language.code) \(name)")
                    }
                }
            }
        }
    }

    @Test("Every placeholder that a voice can fill is offered, with a name in every language")
    func placeholders() throws {
        let voice = URL(fileURLWithPath: #filePath + "/../../../Voices/fa.yaml").standardizedFileURL
        let names = try #require(try LocatedValue.yaml(String(contentsOf: voice, encoding: .utf8))?["placeholders"])
        #expect(Set(names.members.map(\.key)) == Set(RouteDraft.placeholders))
        for language in try TestSite.pages.get().languages.all {
            for name in RouteDraft.placeholders {
                #expect(language.text(ifPresent: "placeholders.\(name)") != nil, "\(language.code) \(name)")
            }
        }
    }

    @Test("Every option that a route declares has words in every language")
    func optionTexts() throws {
        try expectWords(for: RouteOptions.self, under: "fields.route")
        try expectWords(for: RingingPolicy.self, under: "fields.route.ringing")
    }

    @Test("Every option that a route declares has its control in the form, once")
    func optionControls() async throws {
        let page = try await TestSite(settings: MemorySettings.small(), signedIn: .admin).test {
            try await $0.send(.get, "/admin/routes/%2A5003", token: nil)
        }
        let names = page.text.matches(of: /id="([A-Za-z-]+?)(-0)?" name="([A-Za-z.]+)"/).map { String($0.3) }
        for name in RouteOptions.declared.map(\.name) + RingingPolicy.declared.map({ "ringing.\($0.name)" }) {
            #expect(Set(names).contains(name) && names.count { $0 == name } == 1, "\(name)")
        }
    }
}
