import JSON
import WebEncoding

/// A webhook delivery posted by a CRM.
struct PostedWebhook: Sendable {
    /// The maximum size of a body, before and after content decoding.
    static let maximumBodyBytes = 256 * 1024

    /// The requested address, beginning with the host.
    var address: String
    /// The header fields by lower-case name; the last value of a repeated field counts.
    var headers: [String: String]
    /// The decoded parameters of the query.
    var query: [String: String]
    /// The content as received, which is what senders sign.
    var body: [UInt8]
    /// All lines of each repeated field.
    private let repeated: [String: [String]]

    /// - Parameters:
    ///   - address: the requested address, beginning with the host, such as `bridge.example.com/v1/webhooks/main?a=b`.
    ///   - headers: the header fields; names may repeat.
    ///   - query: the decoded parameters of the query.
    ///   - body: the content as received.
    init(
        address: String = "", headers: [(name: String, value: String)], query: [String: String], body: [UInt8]
    ) {
        self.address = address
        self.headers = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last }
        self.query = query
        self.body = body
        repeated = Dictionary(grouping: headers, by: { $0.name.lowercased() })
            .filter { $0.value.count > 1 }.mapValues { $0.map(\.value) }
    }

    /// Returns all lines of a header field: while a sender rotates its secret, it may send one for each secret.
    func lines(of name: String) -> [String] {
        let name = name.lowercased()
        return repeated[name] ?? headers[name].map { [$0] } ?? []
    }

    /// The contents that may have been signed: the content as received, and its decompressed form.
    var signedBodies: [[UInt8]] {
        let coding = headers["content-encoding"]
        guard coding != nil,
            let decoded = try? ContentCoding.decoded(body, coding: coding, upTo: Self.maximumBodyBytes),
            decoded != body
        else { return [body] }
        return [body, decoded]
    }

    /// Returns the delivery in UTF-8, without content coding and byte order marks.
    ///
    /// - Throws: ``WebhookRefusal`` if the body does not match its header fields, or its encoding is unknown.
    func plain() throws(WebhookRefusal) -> PostedWebhook {
        var plain = self
        do throws(ContentCoding.Failure) {
            plain.body = try ContentCoding.decoded(
                body, coding: headers["content-encoding"], upTo: Self.maximumBodyBytes)
        } catch {
            switch error {
            case .unknown(let coding):
                throw .unsupportedEncoding("the body's Content-Encoding is \(coding); send it with gzip or without any")
            case .malformed(let problem): throw .unreadable(problem)
            case .tooLarge: throw .tooLarge(limit: Self.maximumBodyBytes)
            }
        }
        plain.headers["content-encoding"] = nil
        let type = mediaType
        do throws(CharacterEncoding.Failure) {
            let limit = Self.maximumBodyBytes * 3
            if type.essence == Self.form {
                plain.body = try FormBody.utf8(plain.body, charset: type.charset, upTo: limit)
            } else if type.isJSON {
                plain.body = try CharacterEncoding.utf8(ofJSON: plain.body, charset: type.charset, upTo: limit)
            } else {
                plain.body = try CharacterEncoding.utf8(plain.body, charset: type.charset, upTo: limit)
            }
        } catch {
            switch error {
            case .unknown: throw .unsupportedEncoding("the body is \(error)")
            case .malformed: throw .unreadable("\(error)")
            case .tooLong: throw .tooLarge(limit: Self.maximumBodyBytes)
            }
        }
        if type.charset != nil { plain.headers["content-type"] = type.essence }
        return plain
    }

    /// Returns the content as JSON; a form becomes nested JSON.
    ///
    /// - Throws: ``WebhookRefusal`` if the content is neither, or its `Content-Type` names another type.
    func content() throws(WebhookRefusal) -> JSONTree {
        let type = mediaType
        guard type.isJSON || type.essence == Self.form else {
            throw .unsupportedType(String(type.essence.prefix(80)))
        }
        let plain = try plain()
        do throws(ParseError) {
            return type.isJSON ? try JSONReader.exactValue(of: plain.body).value : try FormBody.json(plain.body)
        } catch {
            throw .unreadable(error.problem)
        }
    }

    /// Returns the input of a mapping's programs, see ``JQInput/delivery``.
    func input(_ content: JSONTree) -> EncodedJSON {
        EncodedJSON(
            .object([
                "body": content, "headers": .object(JSONTree.Members(headers.mapValues { .text($0) })),
                "query": .object(JSONTree.Members(query.mapValues { .text($0) })),
            ]))
    }

    private static let form = "application/x-www-form-urlencoded"

    private var mediaType: MediaType { MediaType(headers["content-type"] ?? "application/json") }
}
