import Administration
import LocatedYAML

/// The syntax of the scheme `hmac` in a mapping.
extension WebhookHMAC {
    private enum FormWord: String, CaseIterable {
        case plain, list, pair
    }

    private static let maximumTolerance = 86_400

    /// - Parameters:
    ///   - header: the value of the key `name`.
    ///   - fields: the other keys of `signature`.
    init(header: String, _ fields: [String: MappingNode]) throws(ManagerLookupError) {
        self.init(header: header)
        hash = try fields["hash"]?.word(Hash.self) ?? .sha256
        encoding = try fields["encoding"]?.word(Encoding.self) ?? .hex
        let word = try fields["form"]?.word(FormWord.self) ?? .plain
        if let field = fields["prefix"], word != .plain {
            throw field.failure("a signature of the form \(word.rawValue) has no prefix")
        }
        if let field = fields["field"], word != .list {
            throw field.failure("only a signature of the form list has a field; the form is \(word.rawValue)")
        }
        switch word {
        case .plain: form = .plain(prefix: try fields["prefix"]?.text() ?? "")
        case .list: form = .list(signature: try fields["field"]?.text() ?? "v1")
        case .pair: form = .pair
        }
        if let field = fields["over"] { over = try Self.parts(field) }
        timestamp = try fields["timestamp"].map { node throws(ManagerLookupError) in
            try Self.timestamp(node, isList: word == .list)
        }
        idHeader = try fields["id"]?.headerName()
        try check(fields)
    }

    /// Rejects parts that are named but not signed: anybody could change them.
    private func check(_ fields: [String: MappingNode]) throws(ManagerLookupError) {
        if let over = fields["over"] {
            if !self.over.contains(.body) { throw over.failure("{body} is missing: anybody could change the body") }
            if self.over.contains(.timestamp), timestamp == nil {
                throw over.failure("{timestamp} needs the key timestamp, which says where the time is")
            }
            if self.over.contains(.id), idHeader == nil, form != .pair {
                throw over.failure("{id} needs the key id, which names its header field")
            }
        }
        if let field = fields["timestamp"], !over.contains(.timestamp) {
            throw field.failure("over does not hold {timestamp}: anybody could change the time")
        }
        if let field = fields["id"], !over.contains(.id) {
            throw field.failure("over does not hold {id}: anybody could change the id")
        }
    }

    /// Parses `{timestamp: …}`: `{name: X-Timestamp}`, or `{field: t}` for a list.
    private static func timestamp(_ node: MappingNode, isList: Bool) throws(ManagerLookupError) -> Timestamp {
        let fields = try node.fields(required: [], optional: ["name", "field", "format", "toleranceSeconds"])
        var timestamp: Timestamp
        switch (fields["name"], fields["field"]) {
        case (let name?, nil):
            timestamp = Timestamp(.header(try name.headerName()))
        case (nil, let field?):
            guard isList else { throw field.failure("only a signature of the form list has fields; give name instead") }
            timestamp = Timestamp(.list(try field.text()))
        case (nil, nil), (_?, _?):
            throw node.failure("a timestamp has either name, its header field, or field, its name in the list")
        }
        timestamp.format = try fields["format"]?.word(TimeFormat.self)
        if let field = fields["toleranceSeconds"] {
            guard let seconds = Int(try field.text()), (1...maximumTolerance).contains(seconds) else {
                throw field.failure("expected 1 to \(maximumTolerance) seconds")
            }
            timestamp.toleranceSeconds = seconds
        }
        return timestamp
    }

    /// Parses `{timestamp}.{body}`.
    private static func parts(_ node: MappingNode) throws(ManagerLookupError) -> [Part] {
        let words: [String: Part] = [
            "body": .body, "timestamp": .timestamp, "id": .id, "url": .url, "path": .path,
        ]
        var parts: [Part] = []
        var rest = try node.text()[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            let word = rest[open...].dropFirst().prefix { $0 != "}" }
            guard let part = words[String(word)], word.endIndex < rest.endIndex else {
                let known = words.keys.sorted().map { "{\($0)}" }.joined(separator: ", ")
                throw node.failure("{\(word.prefix(20)) is none of \(known)")
            }
            parts.append(part)
            rest = rest[rest.index(after: word.endIndex)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return parts
    }
}
