import Foundation
import JSON

/// Converts XML to JSON: attributes become `@name`, text next to attributes or elements `#text`, an element with text
/// only a string, an empty element null, a repeated element an array.
///
/// Prefixes are kept (`soap:Envelope`), or removed with all namespace declarations (`Envelope`); an `xsi:nil` element
/// is then null.
///
/// Takes linear time. libxml2 does not: it compares each attribute of an element with all others before it reports the
/// element.
struct XMLReader {
    /// The limits of a document, which no response of a CRM reaches.
    enum Limits {
        static let bytes = 1 << 21
        static let depth = 64
        /// The number of elements and attributes together.
        static let nodes = 50_000
        static let attributes = 256
    }

    private struct Element {
        /// The name as written.
        let tag: String
        let name: String
        var isNil = false
        var attributes: [String: JSONTree] = [:]
        /// Modified in place: with a copy for each child, many children would be slow.
        var children: [String: [JSONTree]] = [:]
        var text: [UInt8] = []
    }

    private var open: [Element] = []
    private var root: (name: String, value: JSONTree)?
    private var nodes = 0
    private let names: AnswerReader.Names

    private init(_ names: AnswerReader.Names) {
        self.names = names
    }

    /// - Parameters:
    ///   - bytes: a document in the encoding given by its first bytes, `charset` or its declaration, or in UTF-8.
    ///   - charset: the charset given by the sender.
    ///   - names: whether prefixes are kept.
    /// - Throws: ``ParseError`` if the document is not XML, exceeds ``Limits``, or has a document type, which could
    ///   define entities that grow without bound or name files.
    static func json(
        _ bytes: [UInt8], charset: String? = nil, names: AnswerReader.Names = .prefixed
    ) throws(ParseError) -> JSONTree {
        var reader = XMLReader(names)
        var scanner = XMLScanner(try XMLEncoding.utf8(bytes, charset: charset))
        while let token = try scanner.next() {
            try reader.handle(token)
        }
        guard reader.open.isEmpty, let (name, value) = reader.root else {
            throw ParseError(problem: "not XML: it ends early")
        }
        return .object([name: value])
    }

    private mutating func handle(_ token: XMLScanner.Token) throws(ParseError) {
        switch token {
        case .start(let name, let attributes, let isEmpty):
            try begin(name, attributes)
            if isEmpty { end() }
        case .end(let name):
            guard open.last?.tag == name else {
                throw ParseError(problem: "not XML: </\(name.prefix(40))> ends nothing")
            }
            end()
        case .text(let text):
            guard !open.isEmpty else {
                guard text.allSatisfy(\.isXMLSpace) else { throw ParseError(problem: "not XML: text beside the root") }
                return
            }
            open[open.count - 1].text += text
        }
    }

    private mutating func begin(_ name: String, _ attributes: [(name: String, value: String)]) throws(ParseError) {
        guard !open.isEmpty || root == nil else { throw ParseError(problem: "not XML: it has two roots") }
        guard open.count < Limits.depth else {
            throw ParseError(problem: "XML nested deeper than \(Limits.depth) levels")
        }
        nodes += 1 + attributes.count
        guard nodes <= Limits.nodes else {
            throw ParseError(problem: "XML of more than \(Limits.nodes) elements and attributes")
        }
        var element = Element(tag: name, name: shown(name))
        for (key, value) in attributes {
            if names == .local {
                if key == "xmlns" || key.hasPrefix("xmlns:") { continue }
                if key.hasSuffix(":nil"), value == "true" || value == "1" {
                    element.isNil = true
                    continue
                }
                // Attributes of different namespaces may get the same name; the first counts.
                let name = "@\(shown(key))"
                if element.attributes[name] == nil { element.attributes[name] = .text(value) }
                continue
            }
            guard element.attributes.updateValue(.text(value), forKey: "@\(key)") == nil else {
                throw ParseError(problem: "not XML: the attribute \(key.prefix(40)) is there twice")
            }
        }
        open.append(element)
    }

    private func shown(_ name: String) -> String {
        guard names == .local, let colon = name.lastIndex(of: ":") else { return name }
        return String(name[name.index(after: colon)...])
    }

    private mutating func end() {
        let element = open.removeLast()
        let value = Self.value(of: element)
        if open.isEmpty {
            root = (element.name, value)
        } else {
            open[open.count - 1].children[element.name, default: []].append(value)
        }
    }

    private static func value(of element: Element) -> JSONTree {
        let text =
            element.text.isEmpty
            ? "" : String(decoding: element.text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if element.isNil, element.children.isEmpty, text.isEmpty { return .null }
        guard !element.attributes.isEmpty || !element.children.isEmpty else {
            return text.isEmpty ? .null : .text(text)
        }
        var members = element.attributes
        for (name, values) in element.children { members[name] = values.count == 1 ? values[0] : .array(values) }
        if !text.isEmpty { members["#text"] = .text(text) }
        return .object(JSONTree.Members(members))
    }
}
