import Mustache
import WebServer

/// The templates of the pages, compiled and checked.
struct PageTemplates: Sendable {
    private static let ending = ".mustache"

    private let library: MustacheLibrary

    /// The files that the directory lacks, taken from the shipped one.
    let lent: Set<String>

    /// - Parameters:
    ///   - directory: the directory of the `*.mustache` files; those in folders are named `folder/name`. Each
    ///     ``PageTemplate`` must be one of them.
    ///   - shipped: the directory that comes with the program, for files that `directory` lacks.
    ///   - texts: the texts of the fallback language; every `{{t.key}}` must be one of them.
    ///   - assets: the assets; every `{{assets}}/name` must be one of them.
    /// - Throws: `WebPagesError` naming file and line.
    init(directory: String, shipped: String?, texts: [String: String], assets: PageAssets) throws(WebPagesError) {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        let files = try PageFiles(in: directory, shipped: shipped, ending: Self.ending)
        lent = files.lent
        let names = files.names.map { String($0.dropLast(Self.ending.count)) }
        let known = Set(names)
        for template in PageTemplate.allCases where !known.contains(template.rawValue) {
            throw .unusableFile(
                path: files.path(template.rawValue + Self.ending), line: nil,
                reason: "it is missing; it comes with the program")
        }
        var templates: [String: MustacheTemplate] = [:]
        var parts: [String: Set<String>] = [:]
        for name in names {
            let path = files.path(name + Self.ending)
            let text = try PageFiles.text(path)
            parts[name] = try TemplateCheck(path: path, name: name, templates: known, texts: texts, assets: assets)
                .run(text)
            templates[name] = try Self.compile(text, path: path)
        }
        // Rendering a template that includes itself would never end.
        if let name = names.first(where: { Self.isPart($0, of: $0, parts) }) {
            throw .unusableFile(path: files.path(name + Self.ending), line: nil, reason: "it is a part of itself")
        }
        library = MustacheLibrary(templates: templates)
    }

    /// Renders a template as HTML.
    func render(_ template: PageTemplate, _ content: PageContent) -> String {
        // Each template was found at start.
        library.render(content, withTemplate: template.rawValue) ?? ""
    }

    private static func isPart(_ name: String, of whole: String, _ parts: [String: Set<String>]) -> Bool {
        var seen: Set<String> = []
        var open = Array(parts[whole] ?? [])
        while let next = open.popLast() {
            if next == name { return true }
            if seen.insert(next).inserted { open += parts[next] ?? [] }
        }
        return false
    }

    /// Compiles a template without its indentation, which would be sent along and get into multi-line texts.
    private static func compile(_ text: String, path: String) throws(WebPagesError) -> MustacheTemplate {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        do {
            return try MustacheTemplate(
                string: "{{% CONTENT_TYPE: \(HTMLText.name)}}" + lines.joined(separator: "\n"))
        } catch let error as MustacheTemplate.ParserError {
            throw .unusableFile(path: path, line: error.context.lineNumber, reason: "\(error.error)")
        } catch {
            throw .unusableFile(path: path, line: nil, reason: "\(error)")
        }
    }
}
