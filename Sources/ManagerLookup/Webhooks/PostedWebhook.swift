import JSON
import WebEncoding

/// What a CRM has posted.
struct PostedWebhook: Sendable {
    /// How large a body may be, also once its content coding is taken off.
    static let maximumBodyBytes = 256 * 1024

    /// The address as it was called, from the host on.
    var address: String
    /// The header fields, their names in lower case; of a repeated one the last.
    var headers: [String: String]
    /// The parameters of the query, decoded.
    var query: [String: String]
    /// The content as it came, which is what signatures are made of.
    var body: [UInt8]
    /// The fields that were repeated, each line of them.
    private let repeated: [String: [String]]

    /// - Parameters:
    ///   - address: the address as it was called, from the host on, such as `bridge.example.com/v1/webhooks/main?a=b`.
    ///   - headers: the header fields; one may be repeated.
    ///   - query: the parameters of the query, decoded.
    ///   - body: the content as it came.
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

    /// Every line of a header field: a sender that changes its secret may write one for each.
    func lines(of name: String) -> [String] {
        let name = name.lowercased()
        return repeated[name] ?? headers[name].map { [$0] } ?? []
    }

    /// What may have been signed: the content as it came, and what it was before it was compressed on its way.
    var signedBodies: [[UInt8]] {
        let coding = headers["content-encoding"]
        guard coding != nil,
            let decoded = try? ContentCoding.decoded(body, coding: coding, upTo: Self.maximumBodyBytes),
            decoded != body
        else { return [body] }
        return [body, decoded]
    }

    /// The same delivery in UTF-8, without content coding and byte order marks.
    ///
    /// - Throws: ``WebhookRefusal`` when it is not what it is announced as, or in an encoding that is not known here.
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

    /// The content as JSON; a form becomes nested JSON.
    ///
    /// - Throws: ``WebhookRefusal`` when it is neither, or announced as something else.
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

    /// What the programs of a mapping see: see ``JQInput/delivery``.
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
