import CurlHTTP
import HelpDesk

/// Asks one source, once: credentials, mapping, requests, answer.
struct CRMClient: Sendable {
    let catalogue: MappingCatalogue
    let dialPolicy: DialPolicy
    let clients: HTTPClientSelection
    let resolveSecret: @Sendable (SecretReference) throws -> String
    let sessions = SessionKeeper()
    let refreshTokens: any RefreshTokenStore
    /// Takes the place of every origin that a mapping or source names: examples are played against one server.
    var onlyOrigin: BaseURL?
    /// Sends the requests for tokens and sessions, where they are to be told from the others.
    var loginClient: (any HTTPClient)?
    var retryPolicy = RetryPolicy.once

    /// A question with all that asking it takes.
    private final class Attempt {
        let asked: SourceQuestion
        let counter = RequestCounter()
        var secrets: [String] = []

        init(_ asked: SourceQuestion) {
            self.asked = asked
        }
    }

    /// - Returns: what the source said; every failure of its is a result.
    /// - Throws: `CancellationError` when the calling task is cancelled.
    func ask(_ asked: SourceQuestion) async throws -> SourceAnswer {
        let attempt = Attempt(asked)
        do {
            let (runner, context) = try begin(attempt)
            // No watch on the whole: each request has what is left of the time, and so has waiting for another's login.
            return answer(try await runner.run(context), attempt)
        } catch {
            try Task.checkCancellation()
            return answer(error, attempt)
        }
    }

    @inline(never)
    private func begin(_ attempt: Attempt) throws -> (MappingRunner, LookupContext) {
        let asked = attempt.asked
        let mapping = try catalogue.mapping(named: asked.source.mapping)
        let credentials = try resolve(asked.source, mapping)
        attempt.secrets = mapping.credentials.compactMap { $0.value.isSecret ? credentials[$0.key] : nil }
        let runner = try runner(asked, mapping, credentials, attempt.counter)
        return (runner, LookupContext(question: asked.question, credentials: credentials))
    }

    @inline(never)
    private func answer(_ conclusion: MappingRunner.Conclusion, _ attempt: Attempt) -> SourceAnswer {
        switch conclusion {
        case .nobody(let reason):
            SourceAnswer(result: .notFound, detail: reason, requests: attempt.counter.count)
        case .answered(let outputs):
            SourceAnswer(
                ManagerAnswer(outputs), source: attempt.asked.source.reportName,
                caller: attempt.asked.question.operator.extension, policy: dialPolicy,
                requests: attempt.counter.count)
        }
    }

    @inline(never)
    private func answer(_ error: any Error, _ attempt: Attempt) -> SourceAnswer {
        var failure = LookupFailure(error)
        failure.detail = Self.masked(failure.detail, attempt.secrets)
        return SourceAnswer(failure: failure, requests: attempt.counter.count)
    }

    private func runner(
        _ asked: SourceQuestion, _ mapping: Mapping, _ credentials: [String: String], _ counter: RequestCounter
    ) throws -> MappingRunner {
        let client = try clients.client(for: asked.source)
        let base = try onlyOrigin ?? asked.source.base()
        let login = SourceLogin(
            mapping: mapping, asked: asked, credentials: credentials, base: base, client: loginClient ?? client,
            counter: counter, refreshTokens: refreshTokens, onlyOrigin: onlyOrigin)
        let builder = RequestBuilder(base: base, authentication: mapping.authentication, credentials: credentials)
        return MappingRunner(
            mapping: mapping, access: SourceAccess(builder: builder, login: login, sessions: sessions), client: client,
            counter: counter, retryPolicy: retryPolicy, deadline: asked.deadline)
    }

    /// The source's credentials as they are now; an empty one counts as not set.
    private func resolve(_ source: LookupSource, _ mapping: Mapping) throws -> [String: String] {
        var credentials: [String: String] = [:]
        for (name, definition) in mapping.credentials {
            if let reference = source.credentials[name] {
                do {
                    credentials[name] = try resolveSecret(reference)
                } catch {
                    throw ManagerLookupError.source(
                        id: source.id, problem: "the credential \(name) cannot be read: \(error)")
                }
            }
            if credentials[name] == "" { credentials[name] = nil }
            if definition.isRequired, credentials[name] == nil {
                throw source.lacks(name, definition)
            }
        }
        return credentials
    }

    private static func masked(_ text: String, _ secrets: [String]) -> String {
        secrets.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: "***") }
    }
}
