import JSON
import WebEncoding

/// Reads `application/x-www-form-urlencoded` content, with nested names (`a[b]=c`) as in PHP and similar languages.
enum FormBody {
    /// More pairs than any CRM sends; each costs a walk along its path.
    private static let maximumPairs = 2000
    private static let maximumDepth = 16

    /// - Returns: an object of texts, objects and arrays; `a[]=1&a[]=2` is an array, and the last value of a repeated
    ///   key counts.
    /// - Throws: ``ParseError`` if the content is not UTF-8, has too many pairs or too deep a path.
    static func json(_ bytes: [UInt8]) throws(ParseError) -> JSONTree {
        let pairs = bytes.split(separator: UInt8(ascii: "&"), maxSplits: maximumPairs)
        guard pairs.count <= maximumPairs else {
            throw ParseError(problem: "a form of more than \(maximumPairs) fields")
        }
        let root = Node()
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let path = try path(of: decoded(parts[0]))
            root.set(path[...], to: parts.count == 2 ? try text(decoded(parts[1])) : "")
        }
        return root.json
    }

    /// Converts a form to UTF-8.
    ///
    /// The declared encoding applies to the percent-decoded bytes.
    ///
    /// - Parameters:
    ///   - charset: the declared encoding; with UTF-8 or `nil`, only byte order marks are removed.
    ///   - limit: the limit on each decoded part, in bytes; the whole encoded form may be three times as long.
    static func utf8(
        _ bytes: [UInt8], charset: String?, upTo limit: Int
    ) throws(CharacterEncoding.Failure) -> [UInt8] {
        var rest = bytes[...]
        // A byte order mark would become part of the first name.
        while let mark = marks.first(where: { rest.starts(with: $0) }) { rest = rest.dropFirst(mark.count) }
        guard let charset, !["utf-8", "utf8"].contains(charset.lowercased()) else { return Array(rest) }
        var form: [UInt8] = []
        let pairs = rest.split(separator: UInt8(ascii: "&"), maxSplits: maximumPairs)
        guard pairs.count <= maximumPairs else { throw .tooLong }
        for pair in pairs {
            if !form.isEmpty { form.append(UInt8(ascii: "&")) }
            for (index, part) in pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
            ).enumerated() {
                if index > 0 { form.append(UInt8(ascii: "=")) }
                // Malformed percent encoding is reported by the later parsing.
                guard let decoded = PercentEncoding.bytes(of: part, plusIsSpace: true) else {
                    form += part
                    continue
                }
                let text = try CharacterEncoding.utf8(decoded, charset: charset, upTo: limit)
                form += Array(PercentEncoding.value(String(decoding: text, as: UTF8.self)).utf8)
            }
            guard form.count <= limit * 3 else { throw .tooLong }
        }
        return form
    }

    private static let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], Array("%EF%BB%BF".utf8), Array("%ef%bb%bf".utf8)]

    private static func decoded(_ encoded: ArraySlice<UInt8>) throws(ParseError) -> [UInt8] {
        guard let bytes = PercentEncoding.bytes(of: encoded, plusIsSpace: true) else {
            throw ParseError(problem: "not a form: a % is not followed by two hexadecimal digits")
        }
        return bytes
    }

    private static func text(_ bytes: some Sequence<UInt8>) throws(ParseError) -> String {
        guard let text = String(validating: Array(bytes), as: UTF8.self) else { throw ParseError(problem: "not UTF-8") }
        return text
    }

    /// Splits a name: `a[b][]` becomes `a`, `b` and the empty key, which means the next position; unbalanced brackets
    /// are part of the name.
    private static func path(of name: [UInt8]) throws(ParseError) -> [String] {
        let (open, close) = (UInt8(ascii: "["), UInt8(ascii: "]"))
        guard let first = name.firstIndex(of: open), first != 0, name.last == close else { return [try text(name)] }
        var keys = [try text(name[..<first])]
        var start = first + 1
        for index in start..<name.count where name[index] == close {
            guard index == name.count - 1 || name[index + 1] == open else { continue }
            keys.append(try text(name[start..<index]))
            guard keys.count <= maximumDepth else {
                throw ParseError(problem: "a form nested deeper than \(maximumDepth)")
            }
            start = index + 2
        }
        return keys
    }

    /// A class, so that a field is added in place: copies would make many fields slow.
    private final class Node {
        private enum Kind {
            case text, members, elements
        }

        private var kind = Kind.members
        private var text = ""
        private var members: [String: Node] = [:]
        private var elements: [Node] = []

        func set(_ path: ArraySlice<String>, to text: String) {
            guard let key = path.first else {
                kind = .text
                self.text = text
                return
            }
            let next: Node
            if key.isEmpty {
                if kind != .elements { (kind, elements) = (.elements, []) }
                next = Node()
                elements.append(next)
            } else {
                if kind != .members { (kind, members) = (.members, [:]) }
                next = members[key] ?? Node()
                members[key] = next
            }
            next.set(path.dropFirst(), to: text)
        }

        var json: JSONTree {
            switch kind {
            case .text: .text(text)
            case .members: .object(JSONTree.Members(members.mapValues(\.json)))
            case .elements: .array(elements.map(\.json))
            }
        }
    }
}
