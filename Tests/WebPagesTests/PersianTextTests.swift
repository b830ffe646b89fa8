import Foundation
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The Persian texts")
struct PersianTextTests {
    private static func texts() throws -> [String: String] {
        try #require(try TestSite.pages.get().languages["fa"]).texts
    }

    @Test(
        "In the Persian texts one word stands for one thing: that of the original module, where that has one",
        arguments: [
            ("کلید محرمانه", ["راز"]), ("فایل", ["پرونده"]), ("نام کاربری", ["شناسهٔ کاربری", "نام ورود"]),
            ("ایمیل", ["رایانامه"]), ("سیستم تلفنی", ["سامانهٔ تلفنی", "سامانه تلفنی", "سانترال"]),
            ("دپارتمان", ["واحد"]), ("کمک‌رسان", ["کمک‌کننده", "کمک رسان"]),
            ("کنفرانس", ["هر سه با هم"]), ("میلی‌ثانیه", ["هزارم ثانیه"]), ("درخواستی در جریان نیست", ["بازی"]),
            ("گذرواژه", ["رمز عبور", "کلمهٔ عبور"]), ("نشانی", ["آدرس"]),
        ])
    func glossary(word: String, others: [String]) throws {
        let texts = try Self.texts()
        #expect(texts.values.contains { $0.contains(word) })
        let astray = texts.filter { key, text in
            // Names that a list of operators may have for its columns.
            !key.hasPrefix("admin.operators.import.otherNames")
                && others.contains { other in
                    text.split { " .,،؛:؟«»()".contains($0) }.contains(other[...])
                        || other.contains(" ") && text.contains(other)
                }
        }
        #expect(astray.isEmpty, "not “\(word)”: \(astray)")
    }

    @Test("The Persian texts are written with Persian letters, whatever keyboard they were typed on")
    func letters() throws {
        let astray = try Self.texts().filter { $0.value.contains { "يكة".contains($0) } }
        #expect(astray.isEmpty)
    }

    @Test("Each kind of CRM that is shipped has a Persian name, and each of its credentials a name and an explanation")
    func mappings() throws {
        let folder = URL(fileURLWithPath: #filePath + "/../../../Mappings").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
        try #require(files.count > 10)
        let texts = try Self.texts()
        var nameless: [String] = []
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            let mapping = try #require(try LocatedValue.yaml(String(contentsOf: file, encoding: .utf8)))
            let credentials = (mapping["credentials"]?.members ?? []).flatMap { credential in
                ["credentials.\(credential.key)", "credentialHints.\(name).\(credential.key)"]
            }
            nameless += (["mappings.\(name)"] + credentials).filter { texts[$0] == nil }
        }
        #expect(nameless.isEmpty)
        // Names that no mapping has any more are nobody's.
        let known = Set(files.map { "mappings.\($0.deletingPathExtension().lastPathComponent)" })
        #expect(texts.keys.filter { $0.hasPrefix("mappings.") && !known.contains($0) }.isEmpty)
    }

    @Test("What is written from left to right within the Persian texts stays in its order")
    func isolates() throws {
        // Addresses, references to secrets, and what stands for every letter or digit.
        let leftToRight = ["://", "env:", "file:", "A–Z", "*5003"]
        let astray = try Self.texts().filter { _, text in
            let outside = text.replacing(/\u{2066}[^\u{2069}]*\u{2069}/, with: "")
            return leftToRight.contains(where: outside.contains)
        }
        #expect(astray.isEmpty, "put these between U+2066 and U+2069: \(astray)")
    }
}
