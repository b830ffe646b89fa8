import JSON

/// What a CRM has posted.
public struct WebhookDelivery: Sendable {
    /// The header fields, their names in lower case.
    public var headers: [String: String]
    /// The parameters of the query, decoded.
    public var query: [String: String]
    /// The content as it came, which is what signatures are made of.
    public var body: [UInt8]

    /// - Parameters:
    ///   - headers: the header fields; of a repeated one the last counts.
    ///   - query: the parameters of the query, decoded.
    ///   - body: the content as it came.
    public init(headers: [(name: String, value: String)], query: [String: String], body: [UInt8]) {
        self.headers = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last }
        self.query = query
        self.body = body
    }

    /// The content as JSON; a form becomes nested JSON.
    ///
    /// - Throws: ``WebhookRefusal`` when it is neither, or announced as something else.
    func content() throws(WebhookRefusal) -> JSONTree {
        let type = (headers["content-type"] ?? "application/json").prefix { $0 != ";" }
            .lowercased().filter { $0 != " " && $0 != "\t" }
        do {
            if type == "application/x-www-form-urlencoded" { return try FormBody.json(body) }
            guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
                throw WebhookRefusal.unsupportedType(String(type.prefix(80)))
            }
            return try JSONReader.value(of: body)
        } catch let refusal as WebhookRefusal {
            throw refusal
        } catch let flaw as JSONFlaw {
            throw .unreadable(flaw.problem)
        } catch {
            throw .unreadable("\(error)")
        }
    }

    /// What the programs of a mapping see: see ``JQInput/delivery``.
    func input(_ content: JSONTree) -> EncodedJSON {
        EncodedJSON(
            .object([
                "body": content, "headers": .object(JSONTree.Members(headers.mapValues { .text($0) })),
                "query": .object(JSONTree.Members(query.mapValues { .text($0) })),
            ]))
    }
}
