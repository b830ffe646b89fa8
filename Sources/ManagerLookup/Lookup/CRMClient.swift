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

    /// - Parameters:
    ///   - source: whom to ask.
    ///   - question: about whom.
    ///   - deadline: when the answer must be here.
    /// - Returns: what the source said; every failure of its is a result.
    /// - Throws: `CancellationError` when the calling task is cancelled.
    func ask(
        _ source: LookupSource, _ question: LookupQuestion, deadline: ContinuousClock.Instant
    ) async throws -> SourceAnswer {
        var secrets: [String] = []
        let counter = RequestCounter()
        do {
            let mapping = try catalogue.mapping(named: source.mapping)
            let credentials = try resolve(source, mapping)
            secrets = mapping.credentials.compactMap { $0.value.isSecret ? credentials[$0.key] : nil }
            let client = counter.counting(try clients.client(for: source))
            let base = try onlyOrigin ?? source.base()
            let login = SourceLogin(
                mapping: mapping, source: source, question: question, credentials: credentials, base: base,
                client: loginClient.map(counter.counting) ?? client, refreshTokens: refreshTokens,
                onlyOrigin: onlyOrigin, deadline: deadline)
            let given = credentials
            let conclusion = try await withDeadline(deadline) {
                let access = SourceAccess(
                    builder: RequestBuilder(base: base, authentication: mapping.authentication, credentials: given),
                    login: login, sessions: sessions)
                return try await MappingRunner(
                    mapping: mapping, access: access, client: client, retryPolicy: retryPolicy, deadline: deadline
                ).run(LookupContext(question: question, credentials: given))
            }
            var answer =
                switch conclusion {
                case .nobody(let reason):
                    SourceAnswer(result: .notFound, detail: reason)
                case .answered(let outputs):
                    SourceAnswer(
                        ManagerAnswer(outputs), source: source.reportName, caller: question.operator.extension,
                        policy: dialPolicy)
                }
            answer.requests = counter.count
            return answer
        } catch {
            try Task.checkCancellation()
            var failure = LookupFailure(error)
            failure.detail = Self.masked(failure.detail, secrets)
            var answer = SourceAnswer(failure: failure)
            answer.requests = counter.count
            return answer
        }
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
