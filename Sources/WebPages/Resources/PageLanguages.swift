import Foundation
import WebServer

/// The languages of the pages.
struct PageLanguages: Sendable {
    /// What is shown where nothing else is wished for or is there.
    static let fallbackCode = "en"

    /// Sorted by their codes.
    let all: [PageLanguage]
    let fallback: PageLanguage
    /// The keys of the texts that a language lacks, by its code; they are shown in the fallback.
    let gaps: [String: [String]]

    /// - Parameter directory: with a file a language, `en.yaml` among them.
    /// - Throws: `WebPagesError` naming the file.
    init(directory: String) throws(WebPagesError) {
        var read: [PageLanguage] = []
        for file in try PageFiles.names(in: directory, ending: ".yaml") {
            let path = "\(directory)/\(file)"
            read.append(
                try PageLanguage(
                    yaml: try PageFiles.text(path), code: String(file.dropLast(".yaml".count)), file: path))
        }
        guard let fallback = read.first(where: { $0.code == Self.fallbackCode }) else {
            throw .unusableFile(
                path: directory, line: nil, reason: "\(Self.fallbackCode).yaml is missing, from which gaps are filled")
        }
        self.fallback = fallback
        gaps = Dictionary(uniqueKeysWithValues: read.map { ($0.code, $0.gaps(beside: fallback)) })
            .filter { !$0.value.isEmpty }
        all = read.map { $0.filled(from: fallback) }
    }

    /// The language of that code, `nil` when there is none.
    subscript(_ code: String) -> PageLanguage? { all.first { $0.code == code } }

    /// The language to show.
    ///
    /// - Parameters:
    ///   - chosen: the code that somebody has chosen.
    ///   - header: the browser's `Accept-Language` (RFC 9110, section 12.5.4).
    func language(chosen: String?, accepting header: String?) -> PageLanguage {
        if let chosen, let language = self[chosen] { return language }
        for tag in Self.wishes(header ?? "") {
            if let language = self[tag] ?? self[String(tag.prefix { $0 != "-" })] { return language }
        }
        return fallback
    }

    /// The tags in lower case, the dearest first.
    private static func wishes(_ header: String) -> [String] {
        var wishes: [(tag: String, quality: Double)] = []
        for part in header.split(separator: ",").prefix(20) {
            let fields = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            let weight = fields.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.flatMap { Double($0.dropFirst(2)) } ?? 1
            if let tag = fields.first, quality > 0 { wishes.append((tag, quality)) }
        }
        // A stable sort: of two that are as dear, the first one goes first.
        return wishes.sorted { $0.quality > $1.quality }.map(\.tag)
    }
}
