import Foundation
import FoundationXML

/// Turns XML into JSON: attributes are `@name`, text beside attributes or elements `#text`, an element of text alone a
/// string, an empty one null, a repeated one an array. Prefixes stay as they are written (`soap:Envelope`).
final class XMLReader: NSObject, XMLParserDelegate {
    /// Why a text is not taken.
    struct Flaw: Error, Equatable {
        let problem: String
    }

    private struct Element {
        var members: [String: JSONValue] = [:]
        var text = ""
    }

    /// More levels than any CRM's answer has.
    private static let maximumDepth = 64

    private var open = [Element()]
    private var flaw: Flaw?

    /// - Parameter bytes: one document, in an encoding that it declares or UTF-8.
    /// - Throws: ``Flaw`` when it is not XML, is nested deeper than 64 levels, or brings a document type along: that
    ///   can define entities that grow without bound or name files.
    static func json(_ bytes: [UInt8]) throws(Flaw) -> JSONValue {
        if bytes.firstRange(of: Array("<!DOCTYPE".utf8)) != nil {
            throw Flaw(problem: "XML with a document type, which is not read")
        }
        let reader = XMLReader()
        let parser = XMLParser(data: Data(bytes))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let succeeded = parser.parse()
        // libxml2 ends open elements by itself at a premature end: only its error tells.
        guard succeeded, parser.parserError == nil, reader.flaw == nil, reader.open.count == 1,
            let root = reader.open.first, root.members.count == 1
        else {
            throw reader.flaw ?? Flaw(problem: "not XML")
        }
        return .object(root.members)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard open.count <= Self.maximumDepth else {
            flaw = Flaw(problem: "XML nested deeper than \(Self.maximumDepth) levels")
            parser.abortParsing()
            return
        }
        var element = Element()
        for (key, value) in attributes { element.members["@\(key)"] = .string(value) }
        open.append(element)
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        flaw = flaw ?? Flaw(problem: "not XML (line \(parser.lineNumber))")
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        open[open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        open[open.count - 1].text += String(decoding: block, as: UTF8.self)
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        guard open.count > 1 else { return }
        let value = Self.value(of: open.removeLast())
        let parent = open.count - 1
        switch open[parent].members[name] {
        case nil: open[parent].members[name] = value
        case .array(let earlier)?: open[parent].members[name] = .array(earlier + [value])
        case let earlier?: open[parent].members[name] = .array([earlier, value])
        }
    }

    private static func value(of element: Element) -> JSONValue {
        let text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !element.members.isEmpty else { return text.isEmpty ? .null : .string(text) }
        var members = element.members
        if !text.isEmpty { members["#text"] = .string(text) }
        return .object(members)
    }
}
