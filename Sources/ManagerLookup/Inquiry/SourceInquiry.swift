public import Administration
import ConcurrencyPrimitives
import CurlHTTP
public import HelpDesk

/// A single live query of a source for the administrator who sets it up: nothing is cached, everything is shown.
public struct SourceInquiry: SourceInquirer {
    private static let maximumShownBytes = 16_384

    private let catalogue: MappingCatalogue
    private let clients: HTTPClientSelection
    private let answerBudget: Duration
    private let dialPolicy: DialPolicy
    private let resolveSecret: @Sendable (SecretReference) async throws -> String
    private let sessions: SessionKeeper
    private let refreshTokens: any RefreshTokenStore
    private let lookups: LookupChain?

    /// - Parameters:
    ///   - catalogue: the mappings.
    ///   - clients: the clients that send the requests.
    ///   - answerBudget: the time that a help request waits for all its sources together.
    ///   - dialPolicy: decides which extensions count as an answer.
    ///   - sessions: keeps the CRMs' tokens and sessions.
    ///   - refreshTokens: stores the tokens that a CRM issues in place of the configured ones.
    ///   - lookups: the lookups for help requests, which learn from an answer that a source works again; `nil` for
    ///     none.
    ///   - resolveSecret: reads a secret.
    public init(
        catalogue: MappingCatalogue, clients: HTTPClientSelection, answerBudget: Duration, dialPolicy: DialPolicy,
        sessions: SessionKeeper = SessionKeeper(), refreshTokens: any RefreshTokenStore,
        lookups: LookupChain? = nil,
        resolveSecret: @escaping @Sendable (SecretReference) async throws -> String
    ) {
        self.catalogue = catalogue
        self.clients = clients
        self.answerBudget = answerBudget
        self.dialPolicy = dialPolicy
        self.sessions = sessions
        self.refreshTokens = refreshTokens
        self.lookups = lookups
        self.resolveSecret = resolveSecret
    }

    /// Asks a source; failures are part of the trace.
    ///
    /// - Throws: `CancellationError`, and ``ManagerLookupError`` if the source's mapping does not exist.
    public func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace {
        let record = RecordingClient.Record()
        let client = try await clients.client(for: source)
        let tracing = RecordingClient(client: client, record: record, isLogin: false)
        var crm = CRMClient(
            catalogue: catalogue, dialPolicy: dialPolicy,
            clients: HTTPClientSelection(standard: tracing) { _ in tracing }, resolveSecret: resolveSecret,
            sessions: sessions, refreshTokens: refreshTokens)
        crm.asksAnew = true
        crm.loginClient = RecordingClient(client: client, record: record, isLogin: true)
        let mapping = try catalogue.mapping(named: source.mapping)
        var secrets: [String] = []
        for (name, reference) in source.credentials {
            guard let definition = mapping.credentials[name], source.isSecret(definition) else { continue }
            // An unreadable secret cannot appear in the trace, which reports the failure.
            if let secret = try? await resolveSecret(reference) { secrets.append(secret) }
        }
        let start = ContinuousClock.now
        let attempt = CRMClient.Attempt(
            SourceQuestion(source, question, deadline: start + .milliseconds(source.timeoutMilliseconds)))
        let answer = try await crm.ask(attempt)
        let duration = start.duration(to: .now)
        // Help requests share one login.
        let logins = record.exchanges.filter(\.isLogin).reduce(Duration.zero) { $0 + $1.duration }
        let isTooSlow = duration - logins > answerBudget
        if answer.requests > 0, answer.failure?.isSourceFault != true, !isTooSlow { lookups?.answeredByHand(source) }
        // The access token may come from another bridge, without any exchange here.
        let mask = SecretMask(secrets + attempt.knownSecrets + record.exchanges.flatMap(LoginSecrets.inAnswer))
        return SourceTrace(
            result: answer.result, milliseconds: duration.wholeMilliseconds,
            reason: answer.failure?.reason ?? (isTooSlow ? .tooSlow : nil),
            detail: detail(answer.detail.map(mask.exactly), isTooSlow: isTooSlow),
            message: answer.message.map(mask.exactly),
            // A CRM or a mapping may return a secret in place of a name or a department.
            managers: answer.candidates.map {
                SourceTrace.Manager(
                    extension: $0.extension, name: $0.name.map(mask.exactly),
                    department: answer.departments[$0.extension].map(mask.exactly))
            },
            exchanges: record.exchanges.map { SourceTrace.Exchange($0, mask, upTo: Self.maximumShownBytes) })
    }

    private func detail(_ detail: String?, isTooSlow: Bool) -> String? {
        guard isTooSlow else { return detail }
        let budget = "crm.answerBudgetMilliseconds (\(answerBudget.wholeMilliseconds))"
        return [detail, "took longer than \(budget): no help request waits so long"].compactMap(\.self)
            .joined(separator: "; ")
    }
}
