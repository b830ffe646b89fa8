public import HTTPTypes

/// What the browser sends of somebody who has just signed in.
extension TestSite {
    /// Loads a page.
    ///
    /// - Parameter cookie: one that the browser has besides the session's.
    public func page(
        _ path: String, as login: String, in language: String = "en", cookie: String? = nil,
        through client: TestSiteClient
    ) async throws -> Answer {
        let session = try await sessions.signIn(login).cookie
        let cookies = [session, cookie].compactMap(\.self).joined(separator: "; ")
        return try await client.send(
            .get, path, token: nil, headers: [.cookie: cookies, .acceptLanguage: language])
    }

    /// Sends a page's form.
    ///
    /// - Parameters:
    ///   - fields: those of the form, encoded, without the token against forgery.
    ///   - token: in place of the session's token against forgery.
    ///   - headers: further ones.
    public func form(
        _ fields: String, to path: String, as login: String, token: String? = nil, headers: HTTPFields = [:],
        through client: TestSiteClient
    ) async throws -> Answer {
        let signedIn = try await sessions.signIn(login)
        var headers = headers
        headers[.cookie] = signedIn.cookie
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[.acceptLanguage] = "en"
        return try await client.send(
            .post, path, token: nil, headers: headers, body: "csrf=\(token ?? signedIn.token)&\(fields)")
    }
}
