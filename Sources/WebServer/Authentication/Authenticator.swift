public import Administration
import HTTPTypes
import HelpDesk
public import Hummingbird
import Logging

/// Accepts requests with a known token or with the cookie of a signed-in user.
public struct Authenticator: RouterMiddleware {
    public typealias Context = WebRequestContext

    /// The proof of a request's sender.
    private enum Proof {
        case bearer(String)
        case cookie(String)
    }

    private let tokens: any TokenVerifier
    private let sessions: SessionService
    private let cookie: SessionCookie
    private let embed: EmbedVerifier?

    /// - Parameter embed: `nil` if no CRM embeds the panel.
    public init(
        tokens: any TokenVerifier, sessions: SessionService, cookie: SessionCookie, embed: EmbedVerifier?
    ) {
        self.tokens = tokens
        self.sessions = sessions
        self.cookie = cookie
        self.embed = embed
    }

    public func handle(
        _ request: Request, context: WebRequestContext, next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        let proof = try proof(request)
        guard let credential = try await withStorage(context.logger, { try await credential(proof) }) else {
            switch proof {
            case .bearer(let token): throw await refusal(of: token)
            case .cookie: throw Problem.sessionOver
            }
        }
        var context = context
        context.credential = credential
        context.isStillGood = { try await self.credential(proof) == credential }
        return try await Origin.with(author: credential.id) { [context] in try await next(request, context) }
    }

    /// A token takes precedence over a cookie: browsers send cookies by themselves, but a token is sent on purpose.
    private func proof(_ request: Request) throws -> Proof {
        if let field = request.headers[.authorization] {
            guard let token = Self.token(in: field) else { throw Problem.unauthorized }
            return .bearer(token)
        }
        guard let secret = cookie.value(request.headers) else { throw Problem.unauthorized }
        // Any site can make a browser send the cookie; only our own pages know the token.
        if request.method != .get, request.method != .head {
            guard AntiForgery.isValid(request.headers[AntiForgery.header], for: secret) else {
                throw Problem.forgedCall
            }
        }
        return .cookie(secret)
    }

    private func credential(_ proof: Proof) async throws -> Credential? {
        switch proof {
        case .cookie(let secret):
            return try await sessions.user(secret)?.credential
        case .bearer(let token):
            if SessionService.isEmbedded(token) {
                return try await sessions.embedded(token, trusting: embed).map { Credential($0) }
            }
            if let embed, EmbedVerifier.isToken(token) { return await credential(token, embed) }
            return try await tokens.verify(token)
        }
    }

    private func credential(_ token: String, _ embed: EmbedVerifier) async -> Credential? {
        try? await Credential(embed.verify(token))
    }

    /// Explains to the CRM's developers why its token is rejected.
    private func refusal(of token: String) async -> Problem {
        guard let embed, EmbedVerifier.isToken(token) else { return .unknownToken }
        do throws(WebServerError) {
            _ = try await embed.verify(token)
            return .unknownToken
        } catch {
            return .refusedEmbedToken(error.description)
        }
    }

    /// Returns the token of the field (RFC 9110, section 11.4): the scheme in any case, spaces, one token.
    static func token(in field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}
