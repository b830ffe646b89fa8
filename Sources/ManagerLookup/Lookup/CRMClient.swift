import Administration
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import JSON

/// Asks one source once: reads credentials and mapping, sends the requests and evaluates the answer.
struct CRMClient: Sendable {
    let catalogue: MappingCatalogue
    let dialPolicy: DialPolicy
    let clients: HTTPClientSelection
    let resolveSecret: @Sendable (SecretReference) async throws -> String
    var sessions = SessionKeeper()
    let refreshTokens: any RefreshTokenStore
    /// Whether to log in even if a session exists, to show the login itself.
    var asksAnew = false
    /// Replaces every origin of a mapping or source, so that examples are played against a single server.
    var onlyOrigin: BaseURL?
    /// The client for token and session requests, if these are recorded separately.
    var loginClient: (any HTTPClient)?
    var retryPolicy = RetryPolicy.once
    /// The log of exchanges with CRMs for each help request; `nil` to keep none.
    var traces: (any LookupTraceLog)?

    /// The limit on a detail, which people read in a log or on a page.
    private static let maximumDetailLength = 500
    /// The limits on the stored part of each body and on the number of stored exchanges.
    private static let maximumBodyBytes = 4096
    private static let maximumExchanges = 12

    /// One query and its state.
    final class Attempt {
        let asked: SourceQuestion
        let counter = RequestCounter()
        var secrets: [String] = []
        /// The exchanges of a login of this attempt.
        let logins = RecordingClient.Record()
        /// All exchanges in the order of sending.
        let exchanges = RecordingClient.Record()
        let askedAt = Date()
        let start = ContinuousClock.now
        var access: SourceAccess?
        /// The credentials and the token or session, which may come from an earlier attempt.
        var knownSecrets: [String] { secrets + (access?.secrets ?? []) }
        /// Created lazily, once all secrets are known.
        lazy var mask = SecretMask(knownSecrets + logins.exchanges.flatMap(LoginSecrets.cookies))

        init(_ asked: SourceQuestion) {
            self.asked = asked
        }
    }

    /// - Returns: the source's answer; failures are results, too.
    /// - Throws: `CancellationError` if the calling task is cancelled.
    func ask(_ asked: SourceQuestion) async throws -> SourceAnswer {
        try await ask(Attempt(asked))
    }

    /// Like ``ask(_:)``, but leaves the state in `attempt` for inspection.
    func ask(_ attempt: Attempt) async throws -> SourceAnswer {
        let answer = try await answer(attempt)
        remember(answer, attempt)
        return answer
    }

    private func answer(_ attempt: Attempt) async throws -> SourceAnswer {
        do {
            let (runner, context) = try await begin(attempt)
            // No overall timer is needed: every request, and every wait for another login, is limited to the remaining
            // time.
            return answer(try await runner.run(context), attempt)
        } catch {
            try Task.checkCancellation()
            return answer(error, attempt)
        }
    }

    func begin(_ attempt: Attempt) async throws -> (MappingRunner, LookupContext) {
        let asked = attempt.asked
        let mapping = try catalogue.mapping(named: asked.source.mapping)
        let credentials = try await resolve(asked, mapping)
        attempt.secrets = mapping.credentials.compactMap { name, definition in
            asked.source.isSecret(definition) ? credentials[name] : nil
        }
        let chosen = try await client(for: asked)
        let client: any HTTPClient = asked.question.trace.map { TracingClient(client: chosen, trace: $0) } ?? chosen
        let runner = try runner(attempt, mapping, credentials, client)
        return (runner, LookupContext(asked, credentials: credentials, jq: catalogue.jq))
    }

    private func answer(_ conclusion: MappingRunner.Conclusion, _ attempt: Attempt) -> SourceAnswer {
        switch conclusion {
        case .nobody(let reason, let message):
            SourceAnswer(
                result: .notFound, detail: reason, message: shown(message, attempt),
                requests: attempt.counter.count)
        case .answered(let outputs):
            SourceAnswer(
                ManagerAnswer(outputs), source: attempt.asked.source.reportName,
                caller: attempt.asked.question.operator.extension, policy: dialPolicy,
                requests: attempt.counter.count, mask: attempt.mask)
        }
    }

    private func answer(_ error: any Error, _ attempt: Attempt) -> SourceAnswer {
        var failure = LookupFailure(error)
        // The detail may quote the CRM.
        failure.detail = shown(failure.detail, attempt) ?? ""
        failure.message = shown(failure.message, attempt)
        return SourceAnswer(failure: failure, requests: attempt.counter.count)
    }

    func shown(_ text: String?, _ attempt: Attempt) -> String? {
        text.flatMap { AnswerText.line(.text(attempt.mask.exactly($0)), longest: Self.maximumDetailLength) }
    }

    private func runner(
        _ attempt: Attempt, _ mapping: Mapping, _ credentials: [String: String], _ client: any HTTPClient
    ) throws -> MappingRunner {
        let asked = attempt.asked
        let base = try onlyOrigin ?? asked.source.base()
        let login = SourceLogin(
            mapping: mapping, asked: asked, credentials: credentials, base: base,
            client: RecordingClient(
                client: recorded(loginClient ?? client, attempt, isLogin: true), record: attempt.logins, isLogin: true),
            counter: attempt.counter, refreshTokens: refreshTokens, jq: catalogue.jq,
            onlyOrigin: onlyOrigin)
        let builder = RequestBuilder(base: base, authentication: mapping.authentication, credentials: credentials)
        let access = SourceAccess(builder: builder, login: login, sessions: sessions, asksAnew: asksAnew)
        attempt.access = access
        return MappingRunner(
            mapping: mapping, access: access, client: recorded(client, attempt, isLogin: false),
            counter: attempt.counter, retryPolicy: retryPolicy, deadline: asked.deadline)
    }

    /// Returns a client that records its exchanges, if exchanges are logged for this request.
    private func recorded(_ client: any HTTPClient, _ attempt: Attempt, isLogin: Bool) -> any HTTPClient {
        guard traces != nil, attempt.asked.question.request != nil else { return client }
        return RecordingClient(client: client, record: attempt.exchanges, isLogin: isLogin)
    }

    /// Stores the exchanges of a help request.
    ///
    /// They are masked later, after the operator got the answer.
    private func remember(_ answer: SourceAnswer, _ attempt: Attempt) {
        guard let traces, let request = attempt.asked.question.request else { return }
        let exchanges = Array(attempt.exchanges.exchanges.prefix(Self.maximumExchanges))
        let secrets = attempt.knownSecrets
        let (source, askedAt) = (attempt.asked.source.id, attempt.askedAt)
        let milliseconds = attempt.start.duration(to: .now).wholeMilliseconds
        traces.note(size: exchanges.reduce(0) { $0 + $1.size }) {
            let mask = SecretMask(secrets + exchanges.flatMap(LoginSecrets.inAnswer))
            return LookupTrace(
                request: request, source: source, askedAt: askedAt,
                trace: SourceTrace(
                    result: answer.result, milliseconds: milliseconds, reason: answer.failure?.reason,
                    detail: answer.detail, message: answer.message,
                    managers: answer.candidates.map {
                        SourceTrace.Manager(
                            extension: $0.extension, name: $0.name, department: answer.departments[$0.extension])
                    },
                    exchanges: exchanges.map { SourceTrace.Exchange($0, mask, upTo: Self.maximumBodyBytes) }))
        }
    }

    /// Returns the client for a source.
    ///
    /// Reading a CA file counts towards the source's time limit.
    private func client(for asked: SourceQuestion) async throws -> any HTTPClient {
        guard asked.source.caFile != nil else { return try await clients.client(for: asked.source) }
        return try await withDeadline(asked.deadline, throwing: LookupFailure.notInTime) { [clients] in
            try await clients.client(for: asked.source)
        }
    }

    /// Returns the source's current credentials; an empty credential counts as not set.
    private func resolve(_ asked: SourceQuestion, _ mapping: Mapping) async throws -> [String: String] {
        let source = asked.source
        var credentials: [String: String] = [:]
        for (name, definition) in mapping.credentials {
            if let reference = source.credentials[name] {
                do {
                    credentials[name] = try await secret(reference, until: asked.deadline)
                } catch let timeout as LookupFailure {
                    throw timeout
                } catch {
                    throw ManagerLookupError.source(
                        id: source.id, problem: "the credential \(name) cannot be read: \(error)")
                }
            }
            if credentials[name] == "" { credentials[name] = nil }
            if definition.isRequired, credentials[name] == nil {
                throw source.lacks(definition)
            }
        }
        return credentials
    }

    /// Reads a secret.
    ///
    /// A file may be on a hung mount; other secrets need no timeout.
    private func secret(_ reference: SecretReference, until deadline: ContinuousClock.Instant) async throws -> String {
        guard case .file(let path) = reference.location else { return try await resolveSecret(reference) }
        let slow = LookupFailure.timeout("the secret in \(path) could not be read in time", nil)
        return try await withDeadline(deadline, throwing: slow) { [resolveSecret] in
            try await resolveSecret(reference)
        }
    }
}
