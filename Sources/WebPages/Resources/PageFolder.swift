import ConcurrencyPrimitives
import HelpDesk
public import Logging
import WebServer

/// The folder `Pages` that comes with the program, or one that replaces it.
///
/// It is read, compiled and checked at start, and again on ``reload()``.
public final class PageFolder: Sendable {
    private struct Content {
        let templates: PageTemplates
        let languages: PageLanguages
        let assets: PageAssets
    }

    private let directory: String
    private let shipped: String?
    private let content: Locked<Content>

    var templates: PageTemplates { content.withLock { $0.templates } }
    var languages: PageLanguages { content.withLock { $0.languages } }
    var assets: PageAssets { content.withLock { $0.assets } }

    /// - Parameters:
    ///   - directory: the folder with `Templates`, `Assets` and `Localization`.
    ///   - shipped: the folder that comes with the program: a copy of an earlier one lacks what is new in it.
    /// - Throws: `WebPagesError` naming the file, and the line if there is one.
    public init(directory: String, shipped: String? = nil) throws(WebPagesError) {
        self.directory = directory
        self.shipped = shipped
        content = Locked(try Self.read(directory, shipped))
    }

    /// Reads everything again; if something is wrong with it, the previous content stays.
    ///
    /// - Throws: `WebPagesError` naming the file, and the line if there is one.
    public func reload() throws(WebPagesError) {
        let read = try Self.read(directory, shipped)
        content.withLock { $0 = read }
    }

    private static func read(_ directory: String, _ shipped: String?) throws(WebPagesError) -> Content {
        let languages = try PageLanguages(
            directory: "\(directory)/Localization", shipped: shipped.map { "\($0)/Localization" })
        let assets = try PageAssets(directory: "\(directory)/Assets", shipped: shipped.map { "\($0)/Assets" })
        return Content(
            templates: try PageTemplates(
                directory: "\(directory)/Templates", shipped: shipped.map { "\($0)/Templates" },
                texts: languages.fallback.texts, assets: assets),
            languages: languages, assets: assets)
    }

    /// Logs the files that the folder lacks, and the texts that a language lacks.
    public func reportGaps(to logger: Logger) {
        let (templates, assets, languages) = content.withLock { ($0.templates, $0.assets, $0.languages) }
        let lent = templates.lent.union(assets.lent).union(languages.lent)
        if let shipped, !lent.isEmpty {
            logger.warning(
                "the pages folder lacks files or texts; the shipped ones are used",
                metadata: [
                    "folder": "\(directory)", "program": "\(shipped)",
                    "files": "\(lent.sorted().joined(separator: ", "))",
                ])
        }
        for (code, keys) in languages.gaps.sorted(by: { $0.key < $1.key }) {
            logger.warning(
                "a language of the pages lacks texts; they are shown in another one",
                metadata: [
                    "language": "\(code)", "shown": "\(PageLanguages.fallbackCode)",
                    "texts": "\(keys.joined(separator: ", "))",
                ])
        }
    }
}
