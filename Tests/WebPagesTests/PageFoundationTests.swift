import Administration
import ConcurrencyPrimitives
import Foundation
import HTTPTypes
import HelpDesk
import LocatedYAML
import Logging
import Testing
import WebTestSupport

@testable import WebPages
@testable import WebServer

@Suite("The pages' foundation")
struct PageFoundationTests {
    private static let folder = URL(fileURLWithPath: #filePath + "/../../../Pages").standardizedFileURL.path

    @Test("No language lacks a text that another one has")
    func completeness() throws {
        let languages = try TestSite.pages.get().languages
        #expect(languages.all.map(\.code) == ["en", "fa"])
        #expect(languages.gaps.isEmpty)
        for language in languages.all { #expect(language.gaps(beside: languages.fallback).isEmpty) }
        // A mapping names itself and its credentials in English.
        let surplus = languages.all.flatMap { languages.fallback.gaps(beside: $0) }
            .filter { !$0.hasPrefix("mappings.") && !$0.hasPrefix("credential") }
        #expect(surplus.isEmpty, "texts that en.yaml lacks: \(surplus)")
    }

    @Test("A text that a language lacks is shown in English, and the log says so")
    func gaps() throws {
        try withFolder(replacing: "Localization/fa.yaml", "    panel: درخواست کمک\n", with: "") { directory in
            let folder = try PageFolder(directory: directory)
            #expect(folder.languages["fa"]?.text("navigation.panel") == "Help request")
            let log = RecordingLogHandler()
            folder.reportGaps(to: .init(label: "test") { _ in log })
            let lines = log.lines.withLock { $0 }
            #expect(lines.contains { $0.contains("fa") && $0.contains("navigation.panel") })
        }
    }

    @Test(
        "A broken file of texts is named with its line",
        arguments: [
            (
                "Localization/fa.yaml", "direction: rtl", "direction: up",
                "Localization/fa.yaml:4: direction: expected ltr or rtl"
            ),
            (
                "Localization/fa.yaml", "calendar: persian", "calender: x",
                "Localization/fa.yaml:5: calender: unknown key; expected "
            ),
            ("Localization/en.yaml", "texts:", "texts: [", "Localization/en.yaml:"),
            (
                "Localization/fa.yaml", "digits: \"", "digits: \"+",
                "Localization/fa.yaml:6: digits: expected the ten digits"
            ),
            ("Localization/fa.yaml", "months: [", "months: [x, ", "months: expected a list of twelve names"),
            ("Localization/fa.yaml", "texts:\n", "texts:\n  a.b: c\n", "texts.a.b: expected a key without a full stop"),
            ("Localization/fa.yaml", "texts:\n", "texts:\n  a: []\n", "texts.a: expected a text, or texts with keys"),
            ("Localization/fa.yaml", "texts:\n", "texts:\n  a: ''\n", "texts.a: expected a text"),
            ("Templates/fault.mustache", "{{title}}", "{{title", "Templates/fault.mustache:3"),
            ("Templates/fault.mustache", "{{text}}", "{{{text}}}", "Templates/fault.mustache:4: {{{text}}} would not"),
            (
                "Templates/fault.mustache", "{{text}}", "{{>nowhere}}",
                "Templates/fault.mustache:4: there is no template"
            ),
            (
                "Templates/fault.mustache", "{{t.faults.home}}", "{{t.faults.hme}}",
                "Templates/fault.mustache:5: there is no text"
            ),
        ])
    func faults(file: String, old: String, new: String, expected: String) throws {
        try withFolder(replacing: file, old, with: new) { directory in
            let error = try #require(throws: WebPagesError.self) { try PageFolder(directory: directory) }
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test("The browser's wish, then the cookie's, decides the language")
    func languageChoice() async throws {
        try await TestSite().test { client in
            func page(_ headers: HTTPFields) async throws -> Answer {
                var headers = headers
                headers[.accept] = "text/html"
                return try await client.send(.get, "/nowhere", token: nil, headers: headers)
            }
            let persian = try await page([.acceptLanguage: "de, fa-IR;q=0.8, en;q=0.5"])
            #expect(persian.status == 404)
            #expect(persian.text.contains(#"<html lang="fa" dir="rtl">"#))
            #expect(persian.text.contains("پیدا نشد"))
            #expect(try await page([.acceptLanguage: "en;q=0.2, fa;q=0"]).text.contains(#"<html lang="en" dir="ltr">"#))
            #expect(try await page([:]).text.contains(#"lang="en""#))
            #expect(
                try await page([.acceptLanguage: "en", .cookie: "helpbridge_language=fa"]).text.contains(#"lang="fa""#))

            let choice = try await client.send(.get, "/language/fa?next=/admin/routes%3Fpage%3D2", token: nil)
            #expect(choice.status == 303)
            #expect(choice.headers[.location] == "/admin/routes?page=2")
            #expect(choice.headers[.setCookie]?.contains("helpbridge_language=fa") == true)
            for elsewhere in ["//evil.example", "https://evil.example", "/%5Cevil.example", "javascript:alert(1)"] {
                let answer = try await client.send(.get, "/language/en?next=\(elsewhere)", token: nil)
                #expect(answer.headers[.location] == "/", "\(elsewhere)")
            }
            #expect(try await client.send(.get, "/language/xx", token: nil).status == 404)
        }
    }

    @Test(
        "Pages are light or dark as the user's system has it, or as they have chosen",
        arguments: [
            (nil, "light dark", #"media="(prefers-color-scheme: dark)""#), ("light", "light", nil),
            ("dark", "dark", #"media="all""#), ("pink", "light dark", #"media="(prefers-color-scheme: dark)""#),
        ] as [(String?, String, String?)])
    func theme(chosen: String?, schemes: String, media: String?) async throws {
        try await TestSite().test { client in
            var headers: HTTPFields = [.accept: "text/html"]
            if let chosen { headers[.cookie] = "helpbridge_theme=\(chosen)" }
            let page = try await client.send(.get, "/login", token: nil, headers: headers).text
            #expect(page.contains(#"<meta name="color-scheme" content="\#(schemes)">"#))
            #expect(page.contains("dark.css") == (media != nil))
            if let media { #expect(page.contains(media)) }
        }
    }

    @Test("The choice between light and dark is remembered, and leads back to where it was made")
    func themeChoice() async throws {
        try await TestSite().test { client in
            let choice = try await client.send(.get, "/theme/dark?next=/admin/routes%3Fpage%3D2", token: nil)
            #expect(choice.status == 303)
            #expect(choice.headers[.location] == "/admin/routes?page=2")
            #expect(choice.headers[.setCookie]?.contains("helpbridge_theme=dark") == true)
            let elsewhere = try await client.send(.get, "/theme/light?next=//evil.example", token: nil)
            #expect(elsewhere.headers[.location] == "/")
            #expect(try await client.send(.get, "/theme/pink", token: nil).status == 404)
        }
    }

    @Test("A font for Persian comes with the pages, small enough for a first look")
    func font() async throws {
        try await TestSite().test { client in
            let style = try TestSite.pages.get().assets.path + "/style.css"
            let text = try await client.send(.get, style, token: nil).text
            let names = text.matches(of: #/url\((arabic-[a-z]+\.woff2)\)/#).map { String($0.1) }
            #expect(names == ["arabic-regular.woff2", "arabic-bold.woff2"])
            #expect(text.ranges(of: "font-display: swap").count == names.count)
            for name in names {
                let font = try await client.send(.get, style.replacing("style.css", with: name), token: nil)
                #expect(font.status == 200)
                #expect(font.headers[.contentType] == "font/woff2")
                #expect(font.body.count < 15_000)
            }
        }
    }

    @Test("Every page forbids scripts from elsewhere, inline scripts and frames")
    func security() async throws {
        try await TestSite().test { client in
            let page = try await client.send(.get, "/nowhere", token: nil, headers: [.accept: "text/html"])
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
            #expect(page.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(!page.text.contains("<style"))
            #expect(!page.text.contains(" style="))
            #expect(!page.text.contains(" onclick="))
        }
    }

    @Test("A program gets a problem, also where somebody at a browser gets a page")
    func problems() async throws {
        try await TestSite().test { client in
            #expect(try await client.send(.get, "/nowhere").problem().code == "not_found")
            let api = try await client.send(.get, "/v1/nowhere", headers: [.accept: "text/html"])
            #expect(try api.problem().code == "not_found")
        }
    }

    @Test("Assets are kept for ever under their digest, and only there")
    func assets() async throws {
        let assets = try TestSite.pages.get().assets
        try await TestSite().test { client in
            let style = try await client.send(.get, "\(assets.path)/style.css", token: nil)
            #expect(style.status == 200)
            #expect(style.headers[.contentType] == "text/css; charset=utf-8")
            // Comments are for whoever changes it.
            #expect(style.text.contains(".button {") && !style.text.contains("/*"))
            #expect(style.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let tag = try #require(style.headers[.eTag])
            let again = try await client.send(
                .get, "\(assets.path)/style.css", token: nil, headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            let old = try await client.send(.get, "/assets/0123456789abcdef/style.css", token: nil)
            #expect(old.headers[.cacheControl] == "no-cache")
            for path in [
                "/assets/\(assets.digest)/nothing.css", "/assets/\(assets.digest)/..%2FTemplates%2Flayout.mustache",
            ] {
                #expect(try await client.send(.get, path, token: nil).status == 404)
            }
        }
    }

    @Test(
        "Assets come in fewer bytes to browsers that say so",
        arguments: [
            ("gzip, deflate, br", true), ("br;q=1, GZIP; q=0.5", true), ("*", true), ("gzip;q=0", false), ("br", false),
        ])
    func encoding(accepted: String, isEncoded: Bool) async throws {
        let assets = try TestSite.pages.get().assets
        try await TestSite().test { client in
            let path = "\(assets.path)/style.css"
            let plain = try await client.send(.get, path, token: nil)
            let answer = try await client.send(.get, path, token: nil, headers: [.acceptEncoding: accepted])
            #expect(answer.headers[.vary] == "Accept-Encoding")
            #expect(answer.headers[.contentEncoding] == (isEncoded ? "gzip" : nil))
            #expect((answer.headers[.eTag] == plain.headers[.eTag]) != isEncoded)
            #expect(answer.body.starts(with: [0x1f, 0x8b]) == isEncoded)
            #expect((answer.body.count < plain.body.count / 2) == isEncoded)
        }
    }

    @Test("Comments of scripts and stylesheets are not sent along, and nothing but them is left out")
    func comments() throws {
        let script = """
            /**
             * What it is for.
             */
            class Live {
              // Why.
              url = 'http://example.com'; // Stays.
              /** In one line. */
              path = `//${this.url}`;
            }

            """
        try withFolder(replacing: "Assets/live.js", "export class Bridge", with: script + "export class Bridge") {
            let assets = try PageFolder(directory: $0).assets
            let sent = String(decoding: try #require(assets["live.js"]).bytes, as: UTF8.self)
            #expect(
                sent.contains(
                    """
                    class Live {
                      url = 'http://example.com'; // Stays.
                      path = `//${this.url}`;
                    }
                    """))
            #expect(!sent.contains("/**") && !sent.contains("What it is for"))
            let style = try #require(assets["style.css"])
            #expect(!String(decoding: style.bytes, as: UTF8.self).contains("/*"))
        }
    }

    @Test("The first page is the one of the user's role")
    func firstPage() async throws {
        #expect(try await TestSite().test { try await $0.send(.get, "/", token: nil).headers[.location] } == "/login")
        for (role, home) in [(UserRole.operator, "/panel"), (.supervisor, "/supervisor"), (.admin, "/admin")] {
            var signedIn = SignedInUser.agent
            signedIn.user.role = role
            let site = TestSite(signedIn: signedIn)
            #expect(try await site.test { try await $0.send(.get, "/", token: nil).headers[.location] } == home)
        }
    }

    @Test("A page's frame weighs little")
    func weight() async throws {
        let assets = try TestSite.pages.get().assets
        let page = try await TestSite().test {
            try await $0.send(.get, "/nowhere", token: nil, headers: [.accept: "text/html"])
        }
        let linked = ["style.css", "page.js", "logo.svg"].compactMap { assets[$0]?.bytes.count }
        #expect(linked.count == 3)
        #expect(page.body.count + linked.reduce(0, +) < 42_000)
    }

    /// A copy of the pages in which one file is another.
    private func withFolder(
        replacing file: String, _ old: String, with new: String, _ body: (String) throws -> Void
    ) throws {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("helpbridge-pages-\(UUID())")
        try FileManager.default.copyItem(at: URL(fileURLWithPath: Self.folder), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let url = copy.appendingPathComponent(file)
        let text = try String(contentsOf: url, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new, maxReplacements: 1).write(to: url, atomically: true, encoding: .utf8)
        try body(copy.path)
    }
}
