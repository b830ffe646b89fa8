/// Finds in a template what the library would pass over in silence.
struct TemplateCheck {
    let path: String
    let name: String
    /// The names that a partial may have.
    let templates: Set<String>
    /// The texts that `{{t.key}}` may name.
    let texts: [String: String]

    /// - Throws: `WebAPIError` naming file and line.
    func run(_ text: String) throws(WebAPIError) {
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for tag in Self.tags(in: line) {
                if let reason = fault(in: tag) {
                    throw .unusablePageFile(path: path, line: offset + 1, reason: reason)
                }
            }
        }
    }

    private func fault(in tag: Substring) -> String? {
        let body = tag.drop { "#^/&>{".contains($0) }.trimmingPrefix { $0 == " " }.prefix { $0 != " " && $0 != "}" }
        switch tag.first {
        case ">":
            return templates.contains(String(body)) ? nil : "there is no template \(body)"
        case "{", "&":
            // What stands here is HTML that the program has made itself, of another template.
            let isContent = name == PageTemplates.layout && body == "content"
            return isContent ? nil : "{{{\(body)}}} would not be escaped; write {{\(body)}}"
        default:
            guard body.hasPrefix("t.") else { return nil }
            let key = String(body.dropFirst(2))
            let isKnown = texts[key] != nil || texts.keys.contains { $0.hasPrefix(key + ".") }
            return isKnown ? nil : "there is no text \(key)"
        }
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
