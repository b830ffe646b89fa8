import WebServer

/// A check for mistakes in a template that the library would ignore silently.
struct TemplateCheck {
    let path: String
    let name: String
    /// The names that a partial may have.
    let templates: Set<String>
    /// The texts that `{{t.key}}` may name.
    let texts: [String: String]

    /// The assets that `{{assets}}/name` may name.
    let assets: PageAssets

    /// - Returns: the names of the templates that it includes.
    /// - Throws: `WebPagesError` naming file and line.
    func run(_ text: String) throws(WebPagesError) -> Set<String> {
        var parts: Set<String> = []
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for tag in Self.tags(in: line) {
                if let reason = fault(in: tag) {
                    throw .unusableFile(path: path, line: offset + 1, reason: reason)
                }
                if tag.first == ">" { parts.insert(String(Self.body(of: tag))) }
            }
            for name in Self.assets(in: line) where assets[String(name)] == nil {
                throw .unusableFile(path: path, line: offset + 1, reason: "there is no asset \(name)")
            }
        }
        return parts
    }

    private func fault(in tag: Substring) -> String? {
        let body = Self.body(of: tag)
        switch tag.first {
        case "<", "$", "%", "=", "*":
            return "{{\(tag)}} is not understood: inheritance, pragmas and other delimiters are not used here"
        case ">":
            return templates.contains(String(body)) ? nil : "there is no template \(body)"
        case "{", "&":
            // This is HTML that the program itself has rendered from another template.
            let isContent = name == PageTemplate.layout.rawValue && body == "content"
            return isContent ? nil : "{{{\(body)}}} would not be escaped; write {{\(body)}}"
        default:
            guard body.hasPrefix("t.") else { return nil }
            let key = String(body.dropFirst(2))
            let isKnown = texts[key] != nil || texts.keys.contains { $0.hasPrefix(key + ".") }
            return isKnown ? nil : "there is no text \(key)"
        }
    }

    private static func body(of tag: Substring) -> Substring {
        tag.drop { "#^/&>{".contains($0) }.trimmingPrefix { $0 == " " }.prefix { $0 != " " && $0 != "}" }
    }

    /// Returns the names of the assets that are written without placeholders.
    private static func assets(in line: Substring) -> [Substring] {
        line.split(separator: "{{assets}}/", omittingEmptySubsequences: false).dropFirst()
            .map { $0.prefix { $0 != "\"" && $0 != "#" && $0 != "'" } }
            .filter { !$0.contains("{") }
    }

    private static func tags(in line: Substring) -> [Substring] {
        var tags: [Substring] = []
        var rest = line
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else { break }
            tags.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return tags
    }
}
