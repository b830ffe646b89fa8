import ConcurrencyPrimitives
import HelpDesk
public import Logging
import WebServer

/// What the pages are made of: the folder `Pages` that comes with the program, read, compiled and checked at start, and
/// again when it is told to.
public final class PageFolder: Sendable {
    private struct Content {
        let templates: PageTemplates
        let languages: PageLanguages
        let assets: PageAssets
    }

    private let directory: String
    private let content: Locked<Content>

    var templates: PageTemplates { content.withLock { $0.templates } }
    var languages: PageLanguages { content.withLock { $0.languages } }
    var assets: PageAssets { content.withLock { $0.assets } }

    /// - Parameter directory: with `Templates`, `Assets` and `Localization`.
    /// - Throws: `WebPagesError` naming the file, and the line where there is one.
    public init(directory: String) throws(WebPagesError) {
        self.directory = directory
        content = Locked(try Self.read(directory))
    }

    /// Reads everything anew. Where something is wrong with it, what was read before stays.
    ///
    /// - Throws: `WebPagesError` naming the file, and the line where there is one.
    public func reload() throws(WebPagesError) {
        let read = try Self.read(directory)
        content.withLock { $0 = read }
    }

    private static func read(_ directory: String) throws(WebPagesError) -> Content {
        let languages = try PageLanguages(directory: "\(directory)/Localization")
        let assets = try PageAssets(directory: "\(directory)/Assets")
        return Content(
            templates: try PageTemplates(
                directory: "\(directory)/Templates", texts: languages.fallback.texts, assets: assets),
            languages: languages, assets: assets)
    }

    /// Tells the log which texts a language lacks.
    public func reportGaps(to logger: Logger) {
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
