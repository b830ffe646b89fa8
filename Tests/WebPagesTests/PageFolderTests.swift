import ConcurrencyPrimitives
import Foundation
import HTTPTypes
import HelpDesk
import Logging
import Testing
import WebTestSupport

@testable import WebPages
@testable import WebServer

@Suite("The folder of the pages")
struct PageFolderTests {
    private static let folder = URL(fileURLWithPath: #filePath + "/../../../Pages").standardizedFileURL.path

    private func withCopy(_ body: (_ directory: String) async throws -> Void) async throws {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("helpbridge-pages-\(UUID())")
        try FileManager.default.copyItem(at: URL(fileURLWithPath: Self.folder), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        try await body(copy.path)
    }

    @Test("A folder of pages alone is refused, naming the file, without any one of the templates that are rendered")
    func missingTemplates() async throws {
        try await withCopy { directory in
            for template in PageTemplate.allCases {
                let file = "\(directory)/Templates/\(template.rawValue).mustache"
                try FileManager.default.moveItem(atPath: file, toPath: "\(directory)/kept")
                let error = try #require(throws: WebPagesError.self) { try PageFolder(directory: directory) }
                #expect("\(error)".contains("\(template.rawValue).mustache"), "\(error)")
                try FileManager.default.moveItem(atPath: "\(directory)/kept", toPath: file)
            }
            _ = try PageFolder(directory: directory)
        }
    }

    @Test(
        "A folder of pages alone is refused, naming the file, without a script, a stylesheet or a picture of the pages")
    func missingAssets() async throws {
        let names =
            PageScript.allCases.map(\.rawValue)
            + ["style.css", "page.js", "logo.svg", "icons.svg"]
            // What scripts import and stylesheets load.
            + ["live.js", "events.js", "notices.js", "presence.js", "arabic-regular.woff2"]
        try await withCopy { directory in
            for name in names {
                let file = "\(directory)/Assets/\(name)"
                try FileManager.default.moveItem(atPath: file, toPath: "\(directory)/kept")
                let error = try #require(throws: WebPagesError.self) { try PageFolder(directory: directory) }
                #expect("\(error)".contains(name), "\(error)")
                try FileManager.default.moveItem(atPath: "\(directory)/kept", toPath: file)
            }
        }
    }

    @Test("A folder of pages that lacks templates, assets and texts has them from the program's, and the log says so")
    func lent() async throws {
        try await withCopy { directory in
            for file in ["Templates/panel", "Templates/fault.mustache", "Assets/help.js", "Localization/en.yaml"] {
                try FileManager.default.removeItem(atPath: "\(directory)/\(file)")
            }
            let persian = "\(directory)/Localization/fa.yaml"
            let (text, line) = (try String(contentsOfFile: persian, encoding: .utf8), "    panel: درخواست کمک\n")
            try #require(text.contains(line))
            try text.replacing(line, with: "", maxReplacements: 1)
                .write(toFile: persian, atomically: true, encoding: .utf8)
            try "b { color: red }".write(toFile: "\(directory)/Assets/dark.css", atomically: true, encoding: .utf8)

            let folder = try PageFolder(directory: directory, shipped: Self.folder)
            let program = try TestSite.pages.get()
            #expect(folder.assets["help.js"]?.bytes == program.assets["help.js"]?.bytes)
            #expect(folder.assets["dark.css"]?.bytes == Array("b { color: red }".utf8))
            #expect(folder.languages["fa"]?.text("navigation.panel") == "درخواست کمک")
            #expect(folder.languages["en"]?.text("navigation.panel") == "Help request")
            let log = RecordingLogHandler()
            folder.reportGaps(to: .init(label: "test") { _ in log })
            let lines = log.lines.withLock { $0 }
            for file in ["panel/refused.mustache", "fault.mustache", "help.js", "en.yaml", "fa.yaml"] {
                #expect(lines.contains { $0.contains(file) }, "\(file): \(lines)")
            }
            #expect(!lines.contains { $0.contains("dark.css") || $0.contains("login.mustache") }, "\(lines)")
        }
    }

    @Test("A folder of pages that cannot be read is not taken for an empty one", .enabled(if: geteuid() != 0))
    func unreadable() async throws {
        try await withCopy { directory in
            let templates = "\(directory)/Templates"
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: templates)
            let error = #expect(throws: WebPagesError.self) {
                try PageFolder(directory: directory, shipped: Self.folder)
            }
            #expect("\(String(describing: error))".contains("cannot be read"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: templates)
        }
    }

    @Test("A folder of pages without any text of its own has the program's languages")
    func lentLanguages() async throws {
        try await withCopy { directory in
            try FileManager.default.removeItem(atPath: "\(directory)/Localization")
            let folder = try PageFolder(directory: directory, shipped: Self.folder)
            #expect(folder.languages.all.map(\.code) == ["en", "fa"])
            #expect(folder.languages.lent == ["en.yaml", "fa.yaml"])
        }
    }

    @Test("A folder of pages says itself which languages there are, and the log says nothing of a whole one")
    func languages() async throws {
        try await withCopy { directory in
            try FileManager.default.removeItem(atPath: "\(directory)/Localization/fa.yaml")
            let folder = try PageFolder(directory: directory, shipped: Self.folder)
            #expect(folder.languages.all.map(\.code) == ["en"])
            let log = RecordingLogHandler()
            folder.reportGaps(to: .init(label: "test") { _ in log })
            #expect(log.lines.withLock { $0 }.isEmpty)
        }
    }

    @Test("A folder of pages may have stylesheets that load what is in no file of it")
    func addresses() async throws {
        try await withCopy { directory in
            let file = "\(directory)/Assets/style.css"
            let style = try String(contentsOfFile: file, encoding: .utf8)
            let own = #"""
                a { background: url("data:image/svg+xml,%3Csvg/%3E"), url(data:image/png;base64,AA), url(#mask); }
                b { background: url(https://a.test/b.png), url('fonts/x.woff2'); }
                """#
            try (style + own).write(toFile: file, atomically: true, encoding: .utf8)
            _ = try PageFolder(directory: directory)
        }
    }

    @Test(
        "A folder of pages is refused where a template would never be done, or is not understood",
        arguments: [
            ("{{>problems}}", "it is a part of itself"), ("{{<layout}}{{/layout}}", "is not understood"),
            ("{{$x}}{{/x}}", "is not understood"), ("{{=<% %>=}}", "is not understood"),
            ("{{% CONTENT_TYPE: TEXT}}", "is not understood"), ("{{#open}}", "problems.mustache"),
            ("{{>field/note", "problems.mustache"),
        ])
    func unusable(text: String, reason: String) async throws {
        try await withCopy { directory in
            let file = "\(directory)/Templates/problems.mustache"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let error = try #require(throws: WebPagesError.self) { try PageFolder(directory: directory) }
            #expect("\(error)".contains(reason), "\(error)")
            #expect("\(error)".contains("problems.mustache"), "\(error)")
        }
    }

    @Test("A folder of pages is read anew on demand; where something is wrong with it, what was read before stays")
    func reload() async throws {
        try await withCopy { directory in
            let folder = try PageFolder(directory: directory)
            let file = "\(directory)/Localization/en.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try "name: [".write(toFile: file, atomically: true, encoding: .utf8)
            let error = try #require(throws: WebPagesError.self) { try folder.reload() }
            #expect("\(error)".contains("en.yaml"))
            #expect(folder.languages["en"]?.text("navigation.panel") == "Help request")
            try text.replacing("    panel: Help request\n", with: "    panel: Call for help\n")
                .write(toFile: file, atomically: true, encoding: .utf8)
            try folder.reload()
            #expect(folder.languages["en"]?.text("navigation.panel") == "Call for help")
        }
    }

    @Test("A folder of pages has every text that the program asks for by its whole name")
    func texts() throws {
        let sources = URL(fileURLWithPath: #filePath + "/../../../Sources/WebPages").standardizedFileURL
        let texts = try TestSite.pages.get().languages.fallback.texts
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var missing: [String] = []
        var found = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/(?:visit|language)\.text\("([A-Za-z.]+)"(, count:)?/#) {
                let key = String(match.1)
                found += 1
                if texts[match.2 == nil ? key : "\(key).other"] == nil { missing.append(key) }
            }
        }
        #expect(found > 0)
        #expect(missing.isEmpty)
    }
}
