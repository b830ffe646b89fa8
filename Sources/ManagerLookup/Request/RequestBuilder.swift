import CurlHTTP
import Foundation
import JSON
import WebEncoding

/// Builds the HTTP requests of steps for one source.
struct RequestBuilder {
    let base: BaseURL
    let authentication: Authentication
    let credentials: [String: String]
    /// The access token, if any.
    var token: String?

    /// The maximum size of a response, enough for a page of a few hundred users with all their fields.
    static let maximumBodyBytes = 1 << 20

    /// - Parameters:
    ///   - request: the step's request.
    ///   - scope: the input of its programs.
    ///   - timeout: the request's time limit.
    /// - Throws: ``ManagerLookupError`` if a program fails, ``LookupFailure`` if a value is not allowed in its place.
    func request(_ request: StepRequest, over scope: JQScope, timeout: Duration) async throws -> HTTPRequest {
        try self.request(
            request, await scope.firsts(of: request.programs + authentication.requestPrograms), timeout: timeout)
    }

    private func request(_ request: StepRequest, _ results: JQResults, timeout: Duration) throws -> HTTPRequest {
        var query = try request.query.compactMap { try $0.queryItem(results) }
        var headers = try request.headers.compactMap { field in
            try field.headerValue(results).map { HTTPHeader(field.name, $0) }
        }
        try authenticate(&query, &headers, results)
        let content = try self.content(request.content, results)
        if let type = content.type, !headers.contains(named: "Content-Type") {
            headers.append(HTTPHeader("Content-Type", type))
        }
        if !headers.contains(named: "Accept") { headers.append(HTTPHeader("Accept", request.reader.format.accept)) }
        var sent = HTTPRequest(
            method: request.method, url: base.url(path: try request.path.text(results), query: query),
            headers: headers, body: content.bytes, connectTimeout: timeout, totalTimeout: timeout,
            maximumBodyBytes: Self.maximumBodyBytes)
        // A kept-alive connection may break after the CRM executed the request.
        sent.allowsReplay = request.isIdempotent
        // Some CRMs compress unasked, and the size limit applies to the decompressed content.
        sent.acceptsCompression = true
        return sent
    }

    private func authenticate(
        _ query: inout [String], _ headers: inout [HTTPHeader], _ results: JQResults
    ) throws {
        switch authentication {
        case .none:
            break
        case .bearer(let name):
            if let token = credentials[name] { try add("Authorization", "Bearer \(token)", to: &headers) }
        case .basic(let username, let password):
            guard let username = credentials[username], let password = credentials[password] else { break }
            let pair = Data("\(username):\(password)".utf8).base64EncodedString()
            try add("Authorization", "Basic \(pair)", to: &headers)
        case .header(let field):
            if let value = try field.headerValue(results) { try add(field.name, value, to: &headers) }
        case .oauth2(let grant):
            guard let token else { break }
            let value = try grant.header?.headerValue(results) ?? "Bearer \(token)"
            try add("Authorization", value, to: &headers)
        case .query(let field):
            if let item = try field.queryItem(results) { query.append(item) }
        }
    }

    /// Adds a header field unless the step sets it itself.
    private func add(_ name: String, _ value: String, to headers: inout [HTTPHeader]) throws {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw LookupFailure.error("a credential holds a line break or another control character")
        }
        if !headers.contains(named: name) { headers.append(HTTPHeader(name, value)) }
    }

    private func content(
        _ content: StepRequest.Content, _ results: JQResults
    ) throws -> (bytes: [UInt8], type: String?) {
        switch content {
        case .none:
            return ([], nil)
        case .json(let program):
            guard let text = try results.text(of: program) else {
                throw LookupFailure.invalid("\(program.origin.field): the program gives nothing to send")
            }
            return (text, "application/json")
        case .form(let program):
            guard case .object(let members) = try results.first(of: program) else {
                throw LookupFailure.invalid("\(program.origin.field): a form must be an object")
            }
            let items = try members.sorted { $0.key < $1.key }.compactMap { member -> String? in
                if member.value == .null { return nil }
                guard let text = member.value.scalarText else {
                    let problem = "\(member.key) is \(member.value.kind), not text"
                    throw LookupFailure.invalid("\(program.origin.field): \(problem)")
                }
                return "\(PercentEncoding.value(member.key))=\(PercentEncoding.value(text))"
            }
            return (Array(items.joined(separator: "&").utf8), "application/x-www-form-urlencoded")
        case .body(let program):
            guard case .text(let text) = try results.first(of: program) else {
                throw LookupFailure.invalid("\(program.origin.field): a body must be a string")
            }
            return (Array(text.utf8), "text/plain; charset=utf-8")
        }
    }
}

extension [HTTPHeader] {
    fileprivate func contains(named name: String) -> Bool {
        contains { $0.name.lowercased() == name.lowercased() }
    }
}
