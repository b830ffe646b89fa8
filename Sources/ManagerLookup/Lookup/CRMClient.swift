import Administration
import ConcurrencyPrimitives
import CurlHTTP
import Foundation
import HelpDesk
import JSON

/// Asks one source, once: credentials, mapping, requests, answer.
struct CRMClient: Sendable {
    let catalogue: MappingCatalogue
    let dialPolicy: DialPolicy
    let clients: HTTPClientSelection
    let resolveSecret: @Sendable (SecretReference) async throws -> String
    var sessions = SessionKeeper()
    let refreshTokens: any RefreshTokenStore
    /// Whether it asks to be let in even where it has been: somebody wants to see how that goes.
    var asksAnew = false
    /// Takes the place of every origin that a mapping or source names: examples are played against one server.
    var onlyOrigin: BaseURL?
    /// Sends the requests for tokens and sessions, where they are to be told from the others.
    var loginClient: (any HTTPClient)?
    var retryPolicy = RetryPolicy.once
    /// Where what was exchanged for a help request is remembered.
    var traces: (any LookupTraceLog)?

    /// A detail is read by people, in a log or on a page.
    private static let maximumDetailLength = 500
    /// How much of each body is remembered, and of how many exchanges.
    private static let maximumBodyBytes = 4096
    private static let maximumExchanges = 12

    /// A question with all that asking it takes.
    final class Attempt {
        let asked: SourceQuestion
        let counter = RequestCounter()
        var secrets: [String] = []
        /// What a login of this attempt has got.
        let logins = RecordingClient.Record()
        /// Everything that was sent, in its order.
        let exchanges = RecordingClient.Record()
        let askedAt = Date()
        let start = ContinuousClock.now
        var access: SourceAccess?
        /// The credentials, and what the CRM has let us in with, in this attempt or in one before.
        var knownSecrets: [String] { secrets + (access?.secrets ?? []) }
        /// Made when all that is to be hidden is known.
        lazy var mask = SecretMask(knownSecrets + logins.exchanges.flatMap(LoginSecrets.cookies))

        init(_ asked: SourceQuestion) {
            self.asked = asked
        }
    }

    /// - Returns: what the source said; every failure of its is a result.
    /// - Throws: `CancellationError` when the calling task is cancelled.
    func ask(_ asked: SourceQuestion) async throws -> SourceAnswer {
        try await ask(Attempt(asked))
    }

    /// The same, for whoever wants to see how it went.
    func ask(_ attempt: Attempt) async throws -> SourceAnswer {
        let answer = try await answer(attempt)
        remember(answer, attempt)
        return answer
    }

    private func answer(_ attempt: Attempt) async throws -> SourceAnswer {
        do {
            let (runner, context) = try await begin(attempt)
            // No watch on the whole: each request has what is left of the time, and so has waiting for another's login.
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
        // What a CRM said may be in it.
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

    /// A client whose exchanges are remembered, where that is wanted.
    private func recorded(_ client: any HTTPClient, _ attempt: Attempt, isLogin: Bool) -> any HTTPClient {
        guard traces != nil, attempt.asked.question.request != nil else { return client }
        return RecordingClient(client: client, record: attempt.exchanges, isLogin: isLogin)
    }

    /// Notes what was exchanged for a help request. It is masked later, when nobody waits.
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

    /// Who sends the requests; where that takes a look at a file, within the source's time.
    private func client(for asked: SourceQuestion) async throws -> any HTTPClient {
        guard asked.source.caFile != nil else { return try await clients.client(for: asked.source) }
        return try await withDeadline(asked.deadline, throwing: LookupFailure.notInTime) { [clients] in
            try await clients.client(for: asked.source)
        }
    }

    /// The source's credentials as they are now; an empty one counts as not set.
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

    /// A file may lie where nobody answers; anything else is at hand, and needs no watch.
    private func secret(_ reference: SecretReference, until deadline: ContinuousClock.Instant) async throws -> String {
        guard case .file(let path) = reference.location else { return try await resolveSecret(reference) }
        let slow = LookupFailure.timeout("the secret in \(path) could not be read in time", nil)
        return try await withDeadline(deadline, throwing: slow) { [resolveSecret] in
            try await resolveSecret(reference)
        }
    }
}
