import Mustache

/// The templates of the pages, compiled and checked.
struct PageTemplates: Sendable {
    /// The one that is put around the others.
    static let layout = "layout"
    private static let ending = ".mustache"

    private let library: MustacheLibrary

    /// - Parameters:
    ///   - directory: with `*.mustache` files; those in folders are named `folder/name`.
    ///   - texts: of the fallback language: every `{{t.key}}` must be one of them.
    /// - Throws: `WebAPIError` naming file and line.
    init(directory: String, texts: [String: String]) throws(WebAPIError) {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        let names = try PageFiles.names(in: directory, ending: Self.ending)
            .map { String($0.dropLast(Self.ending.count)) }
        guard names.contains(Self.layout) else {
            throw .unusablePageFile(path: directory, line: nil, reason: "\(Self.layout)\(Self.ending) is missing")
        }
        var templates: [String: MustacheTemplate] = [:]
        for name in names {
            let path = "\(directory)/\(name)\(Self.ending)"
            let text = try PageFiles.text(path)
            try TemplateCheck(path: path, name: name, templates: Set(names), texts: texts).run(text)
            templates[name] = try Self.compile(text, path: path)
        }
        library = MustacheLibrary(templates: templates)
    }

    /// - Returns: HTML.
    func render(_ name: String, _ content: PageContent) -> String {
        guard let html = library.render(content, withTemplate: name) else {
            preconditionFailure("there is no template \(name); one that is rendered ships with the program")
        }
        return html
    }

    /// Indentation would only be sent along, and would get into texts of several lines.
    private static func compile(_ text: String, path: String) throws(WebAPIError) -> MustacheTemplate {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        do {
            return try MustacheTemplate(
                string: "{{% CONTENT_TYPE: \(HTMLText.name)}}" + lines.joined(separator: "\n"))
        } catch let error as MustacheTemplate.ParserError {
            throw .unusablePageFile(path: path, line: error.context.lineNumber, reason: "\(error.error)")
        } catch {
            throw .unusablePageFile(path: path, line: nil, reason: "\(error)")
        }
    }
}
