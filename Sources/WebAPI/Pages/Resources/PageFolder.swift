import Logging

/// What the pages are made of: the folder `Pages` that comes with the program, read and compiled once, at start.
public struct PageFolder: Sendable {
    let templates: PageTemplates
    let languages: PageLanguages
    let assets: PageAssets

    /// - Parameter directory: with `Templates`, `Assets` and `Localization`.
    /// - Throws: `WebAPIError` naming the file, and the line where there is one.
    public init(directory: String) throws(WebAPIError) {
        languages = try PageLanguages(directory: "\(directory)/Localization")
        templates = try PageTemplates(directory: "\(directory)/Templates", texts: languages.fallback.texts)
        assets = try PageAssets(directory: "\(directory)/Assets")
    }

    /// Tells the log which texts a language lacks.
    func reportGaps(to logger: Logger) {
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
