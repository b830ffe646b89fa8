import Administration
import Crypto
import CurlHTTP
import Foundation
import HelpDesk
import JSON
import WebEncoding

/// Obtains a token or session from a source's CRM, as its mapping specifies.
struct SourceLogin {
    let mapping: Mapping
    let asked: SourceQuestion
    let credentials: [String: String]
    let base: BaseURL
    let client: any HTTPClient
    let counter: RequestCounter
    let refreshTokens: any RefreshTokenStore
    let jq: JQPool
    /// Replaces every other origin, so that examples are played against a single server.
    let onlyOrigin: BaseURL?

    /// The time before its expiry at which a token is renewed, to allow for clock differences and network delays.
    private static let margin = 30.0
    /// The time limit of a login, independent of the lookup's own: the next lookup needs the result, and the CRM may
    /// already have rotated the refresh token.
    ///
    /// It is shorter than the time after which another bridge retries.
    private static let maximumLogin = Duration.seconds(12)

    /// - Parameter refused: the token that the CRM no longer accepts; `nil` for the first login.
    /// - Throws: ``LookupFailure`` if the CRM refuses the login or its response is invalid, and errors of the client.
    func obtain(replacing refused: String?) async throws -> SessionKeeper.Grant {
        if let login = mapping.login { return (try await session(login), nil) }
        guard case .oauth2(let grant) = mapping.authentication else { return (.null, nil) }
        let token = try await refreshTokens.accessToken(
            of: asked.source.id, for: settings, replacing: refused, waitingUntil: asked.deadline
        ) { try await self.token(grant) }
        guard let token else { throw LookupFailure.timeout("no time left to log in: another bridge is about to") }
        return (.text(token.token), token.lifetime)
    }

    /// A hash of the settings that a token was obtained with, which does not reveal the credentials.
    private var settings: String {
        let entered = credentials.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        let parts = [mapping.name, asked.source.baseURL] + entered
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return SHA256.hash(data: Data(text.utf8)).hexadecimal
    }

    private func session(_ login: Login) async throws -> JSONTree {
        let question = outlivingQuestion()
        let context = LookupContext(question, credentials: credentials, jq: jq)
        let builder = RequestBuilder(base: base, authentication: .none, credentials: credentials)
        let response = try await send(
            builder.request(login.request, over: context.scope, timeout: remaining()))
        try await check(response, login, context, until: question.deadline)
        guard let session = try await login.session.first(over: context.scope), session.isTrue else {
            throw LookupFailure.error(
                "login: the answer holds no session; check the source's credentials", .credentialsRefused)
        }
        return session
    }

    /// Checks whether the CRM accepted the login.
    ///
    /// `found` decides regardless of the status, since forms answer with redirects and pages.
    private func check(
        _ response: HTTPResponse, _ login: Login, _ context: LookupContext, until deadline: ContinuousClock.Instant
    ) async throws {
        var unreadable: LookupFailure?
        var body = EncodedJSON(.null)
        do throws(any Error) {
            body = try await login.request.reader.read(response, at: "login", until: deadline)
        } catch let failure as LookupFailure where failure.result == .invalid {
            unreadable = failure
        }
        context.addLogin(response, body: body)
        let failed = LookupFailure.error(
            "login: \(response.failureText)", LookupReason(status: response.status),
            retryAfter: RetryAfter.pause(response))
        let reason: LookupFailure
        if let found = login.found {
            // A program may fail on an HTML page in place of the usual answer.
            let isUsual = unreadable == nil && response.isGood
            guard try await !(isUsual ? found.isTrue(over: context.scope) : found.isTrueIfItGoes(over: context.scope))
            else { return }
            let what = response.isGood ? unreadable.map { " (\($0.detail))" } ?? "" : " (\(response.failureText))"
            // SOAP refuses a login with 500; with 429 and other 5xx the credentials were not checked.
            let isUnheard = response.status == 429 || response.status > 500
            reason =
                isUnheard
                ? failed
                : .error("login: the CRM refused it\(what); check the source's credentials", .credentialsRefused)
        } else if !response.isGood {
            reason = failed
        } else if let unreadable {
            reason = unreadable
        } else {
            return
        }
        throw reason.saying(try await login.message?.firstIfItGoes(over: context.scope)?.scalarText)
    }

    private func token(_ grant: OAuth2Grant) async throws -> AccessToken {
        let question = outlivingQuestion()
        let context = LookupContext(question, credentials: credentials, jq: jq)
        let configured = credentials["refreshToken"]
        let issuer = try await origin(grant, context)
        var current = configured
        if grant.kind == .refreshToken, let configured {
            current =
                try await refreshTokens.refreshToken(
                    of: asked.source.id, replacing: configured, from: issuer.origin) ?? configured
        }
        let response = try await send(
            OAuth2Request(grant: grant, base: issuer, credentials: credentials, refreshToken: current)
                .request(over: context.scope, timeout: remaining()))
        var body = JSONTree.null
        do {
            body = try await AnswerReader.json.read(response, at: "token", until: question.deadline).value()
        } catch {
            // For an HTML page in place of a JSON error, the status is more informative.
            guard !response.isGood else { throw error }
        }
        guard response.isGood, case .object(let members) = body,
            case .text(let token)? = members["access_token"], !token.isEmpty
        else {
            let isUnheard = response.status == 429 || response.status >= 500
            let advice = isUnheard ? "" : "; check clientId, clientSecret and refreshToken"
            throw LookupFailure.error(
                "token: \(response.failureText)\(Self.reason(body))\(advice)",
                isUnheard ? LookupReason(status: response.status) : .credentialsRefused,
                retryAfter: RetryAfter.pause(response))
        }
        if grant.kind == .refreshToken, let configured, case .text(let next)? = members["refresh_token"],
            next != current
        {
            try await refreshTokens.keep(
                next, of: asked.source.id, replacing: configured, from: issuer.origin)
        }
        var lifetime: Duration?
        if let text = members["expires_in"]?.scalarText, let seconds = Double(text), seconds > 0 {
            // At most a day, so that a response cannot overflow the clock.
            lifetime = .seconds(min(max(seconds - Self.margin, seconds / 2), 86_400))
        }
        return AccessToken(token, lifetime: lifetime)
    }

    private func origin(_ grant: OAuth2Grant, _ context: LookupContext) async throws -> BaseURL {
        guard let template = grant.origin else { return base }
        let results = await context.scope.firsts(of: [template.program].compactMap(\.self))
        guard let text = try template.text(results, encode: { text, _ in text }) else {
            throw LookupFailure.error("\(template.origin.field): the credential is not set")
        }
        let origin: BaseURL
        do {
            origin = try BaseURL(text)
        } catch {
            throw LookupFailure.error("\(template.origin.field): \(error.problem)")
        }
        return onlyOrigin ?? origin
    }

    /// Returns the question with a deadline that may outlive the lookup's.
    private func outlivingQuestion() -> SourceQuestion {
        SourceQuestion(asked.source, asked.question, deadline: max(asked.deadline, .now + Self.maximumLogin))
    }

    private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        // Nothing is lost before the request is sent, so a failure to connect is reported within the lookup's time.
        request.connectTimeout = request.connectTimeout * 9 / 10
        request.totalTimeout = max(request.totalTimeout, Self.maximumLogin)
        counter.add()
        return try await client.send(request)
    }

    private func remaining() throws -> Duration {
        let remaining = ContinuousClock.now.duration(to: asked.deadline)
        guard remaining > .zero else { throw LookupFailure.timeout("no time left to log in") }
        return remaining
    }

    /// Returns the error code of RFC 6749, section 5.2, which contains no secret.
    private static func reason(_ body: JSONTree) -> String {
        guard case .object(let members) = body, case .text(let word)? = members["error"],
            word.wholeMatch(of: /[A-Za-z0-9_ -]{1,60}/) != nil
        else { return "" }
        return " \(word)"
    }
}
