import HTTPTypes
import Hummingbird
import Logging

/// Lets in who shows a token that the verifier knows.
struct BearerAuthenticator: RouterMiddleware {
    typealias Context = WebRequestContext

    let verifier: any TokenVerifier

    func handle(
        _ request: Request, context: WebRequestContext, next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let token = request.headers[.authorization].flatMap(Self.token) else { throw Problem.unauthorized }
        let credential: Credential?
        do {
            credential = try await verifier.verify(token)
        } catch {
            context.logger.error("cannot verify a token", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
        guard let credential else { throw Problem.unknownToken }
        var context = context
        context.credential = credential
        return try await next(request, context)
    }

    /// RFC 9110, section 11.4: the scheme in any case, spaces, one token.
    private static func token(in field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}
