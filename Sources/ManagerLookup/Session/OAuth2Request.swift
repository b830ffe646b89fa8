import CurlHTTP
import Foundation
import JSON
import WebEncoding

/// The request for an access token (RFC 6749, sections 4.4.2 and 6).
struct OAuth2Request {
    let grant: OAuth2Grant
    let base: BaseURL
    let credentials: [String: String]
    /// The current refresh token.
    let refreshToken: String?

    /// - Throws: ``LookupFailure`` if a value is not allowed in its place, ``ManagerLookupError`` if a program fails.
    func request(over scope: JQScope, timeout: Duration) async throws -> HTTPRequest {
        let results = await scope.firsts(of: [grant.path.program, grant.form].compactMap(\.self))
        var fields = try further(results)
        fields["grant_type"] = grant.kind.rawValue
        if grant.kind == .refreshToken { fields["refresh_token"] = refreshToken }
        var headers = [
            HTTPHeader("Content-Type", "application/x-www-form-urlencoded"), HTTPHeader("Accept", "application/json"),
        ]
        switch grant.clientPlace {
        case .body:
            fields["client_id"] = credentials["clientId"]
            fields["client_secret"] = credentials["clientSecret"]
        case .basic:
            // Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
            let pair = ["clientId", "clientSecret"].map { PercentEncoding.value(credentials[$0] ?? "") }
            let encoded = Data(pair.joined(separator: ":").utf8).base64EncodedString()
            headers.append(HTTPHeader("Authorization", "Basic \(encoded)"))
        }
        let form = fields.sorted { $0.key < $1.key }
            .map { "\(PercentEncoding.value($0.key))=\(PercentEncoding.value($0.value))" }
        var sent = HTTPRequest(
            method: .post, url: base.url(path: try grant.path.text(results), query: []), headers: headers,
            body: Array(form.joined(separator: "&").utf8), connectTimeout: timeout, totalTimeout: timeout,
            maximumBodyBytes: RequestBuilder.maximumBodyBytes)
        // Many CRMs accept a refresh token only once.
        sent.allowsReplay = false
        return sent
    }

    private func further(_ results: JQResults) throws -> [String: String] {
        guard let form = grant.form else { return [:] }
        guard case .object(let members) = try results.first(of: form) else {
            throw LookupFailure.invalid("\(form.origin.field): a form must be an object")
        }
        return members.reduce(into: [:]) { form, member in form[member.key] = member.value.scalarText }
    }
}
