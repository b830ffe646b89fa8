import Foundation
import WebServer

/// The languages of the pages.
struct PageLanguages: Sendable {
    /// The code of the language that is shown if no other is wanted and available.
    static let fallbackCode = "en"
    private static let ending = ".yaml"

    /// The languages, sorted by code.
    let all: [PageLanguage]
    let fallback: PageLanguage
    /// The keys of the texts that a language lacks, by its code; the fallback's texts are shown.
    let gaps: [String: [String]]
    /// The files that the directory lacks, or whose texts are incomplete.
    let lent: Set<String>

    /// - Parameters:
    ///   - directory: the directory with one file per language, including `en.yaml`.
    ///   - shipped: the directory that comes with the program, for the texts that `directory` lacks. If `directory` has
    ///     any file, it decides which languages there are in addition to English.
    /// - Throws: `WebPagesError` naming the file.
    init(directory: String, shipped: String? = nil) throws(WebPagesError) {
        let files = try PageFiles(in: directory, shipped: shipped, ending: Self.ending)
        let fallbackFile = Self.fallbackCode + Self.ending
        var lent = files.lent.count == files.names.count ? files.lent : files.lent.intersection([fallbackFile])
        var read: [PageLanguage] = []
        for file in files.names where lent.contains(file) || !files.lent.contains(file) {
            let language = try Self.language(file, at: files.path(file))
            let original = "\(shipped ?? directory)/\(file)"
            guard original != files.path(file), FileManager.default.fileExists(atPath: original) else {
                read.append(language)
                continue
            }
            let complete = try Self.language(file, at: original)
            if !language.gaps(beside: complete).isEmpty { lent.insert(file) }
            read.append(language.filled(from: complete))
        }
        self.lent = lent
        guard let fallback = read.first(where: { $0.code == Self.fallbackCode }) else {
            throw .unusableFile(
                path: directory, line: nil, reason: "\(Self.fallbackCode).yaml is missing, from which gaps are filled")
        }
        self.fallback = fallback
        gaps = Dictionary(uniqueKeysWithValues: read.map { ($0.code, $0.gaps(beside: fallback)) })
            .filter { !$0.value.isEmpty }
        all = read.map { $0.filled(from: fallback) }
    }

    private static func language(_ file: String, at path: String) throws(WebPagesError) -> PageLanguage {
        try PageLanguage(yaml: try PageFiles.text(path), code: String(file.dropLast(ending.count)), file: path)
    }

    /// The language with a code; `nil` if there is none.
    subscript(_ code: String) -> PageLanguage? { all.first { $0.code == code } }

    /// Returns the language to show.
    ///
    /// - Parameters:
    ///   - chosen: the code that the user chose.
    ///   - header: the browser's `Accept-Language` (RFC 9110, section 12.5.4).
    func language(chosen: String?, accepting header: String?) -> PageLanguage {
        if let chosen, let language = self[chosen] { return language }
        for tag in Self.wishes(header ?? "") {
            if let language = self[tag] ?? self[String(tag.prefix { $0 != "-" })] { return language }
        }
        return fallback
    }

    /// Returns the tags in lower case, the most preferred first.
    private static func wishes(_ header: String) -> [String] {
        var wishes: [(tag: String, quality: Double)] = []
        for part in header.split(separator: ",").prefix(20) {
            let fields = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            let weight = fields.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.flatMap { Double($0.dropFirst(2)) } ?? 1
            if let tag = fields.first, quality > 0 { wishes.append((tag, quality)) }
        }
        // The sort is stable: of two equally preferred tags, the first one comes first.
        return wishes.sorted { $0.quality > $1.quality }.map(\.tag)
    }
}
