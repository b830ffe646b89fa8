public import Administration
public import HelpDesk

/// Writes finished help requests into CRMs, as the `report` part of their mappings specifies.
///
/// No caller waits for it.
public struct CRMReporter: Sendable {
    private let callCenter: any CallCenterSource
    private let client: CRMClient
    private let time: Duration

    /// - Parameters:
    ///   - callCenter: the lookup sources, routes and operators.
    ///   - catalogue: the mappings.
    ///   - clients: the clients that send the requests.
    ///   - dialPolicy: decides which extensions may be dialled.
    ///   - sessions: keeps the CRMs' tokens and sessions.
    ///   - refreshTokens: stores rotated refresh tokens.
    ///   - resolveSecret: reads a credential.
    ///   - time: the time limit for all steps of one report together; unlike a lookup, nobody on the phone waits for
    ///     it.
    public init(
        callCenter: any CallCenterSource, catalogue: MappingCatalogue, clients: HTTPClientSelection,
        dialPolicy: DialPolicy, sessions: SessionKeeper = SessionKeeper(), refreshTokens: any RefreshTokenStore,
        resolveSecret: @escaping @Sendable (SecretReference) async throws -> String, time: Duration = .seconds(30)
    ) {
        self.callCenter = callCenter
        self.time = time
        client = CRMClient(
            catalogue: catalogue, dialPolicy: dialPolicy, clients: clients, resolveSecret: resolveSecret,
            sessions: sessions, refreshTokens: refreshTokens)
    }

    /// Returns the lookup sources whose CRMs receive a finished request: those of its route that want it and whose
    /// mapping has a `report` part.
    ///
    /// Reads only the settings.
    ///
    /// - Returns: the sources' ids; empty for a request that has not ended.
    public static func destinations(
        of request: HelpRequest, in callCenter: CallCenter, by catalogue: MappingCatalogue
    ) -> [String] {
        guard request.state.isEnd, let outcome = request.outcome, let route = callCenter.routes[request.route] else {
            return []
        }
        return route.sources.filter { id in
            guard let source = callCenter.sources[id], source.policy.reports.include(outcome) else { return false }
            return catalogue.mayReport(source)
        }
    }

    /// Writes a finished request into the CRM of one source, once; the caller repeats failed reports.
    ///
    /// - Throws: only `CancellationError`.
    public func write(_ request: HelpRequest, to id: String) async throws -> ReportOutcome {
        let settings = callCenter.current
        guard let source = settings.sources[id] else { return .left("the lookup source \(id) is not there any more") }
        guard client.catalogue.mayReport(source) else {
            return .left("the mapping \(source.mapping) writes no reports")
        }
        // Operator and route may have been removed in the meantime.
        let caller =
            settings.operators[request.operator]
            ?? Operator(extension: request.operator, name: request.operator, department: request.department)
        let route =
            settings.routes[request.route]
            ?? Route(code: request.route, name: request.route, detection: .crm, voice: "")
        let question = LookupQuestion(
            operator: caller, department: settings.departments[request.department], route: route, sources: [source],
            trace: request.trace)
        return try await client.write(request.report, SourceQuestion(source, question, deadline: .now + time))
    }
}
