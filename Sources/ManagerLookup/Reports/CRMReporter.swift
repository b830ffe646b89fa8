public import Administration
public import HelpDesk

/// Writes finished help requests into CRMs, as the `report` part of their mappings says. Nobody on the phone waits for it.
public struct CRMReporter: Sendable {
    private let callCenter: any CallCenterSource
    private let client: CRMClient
    private let time: Duration

    /// - Parameters:
    ///   - callCenter: the lookup sources, routes and operators.
    ///   - catalogue: the mappings.
    ///   - clients: send the requests.
    ///   - dialPolicy: what may be dialled.
    ///   - sessions: keeps what the CRMs have let us in with.
    ///   - refreshTokens: where rotated refresh tokens are kept.
    ///   - resolveSecret: reads a credential.
    ///   - time: how long all steps of one report may take together; nobody waits for them, unlike for a lookup.
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

    /// The lookup sources into whose CRM a finished request is to be written: those of its route that want it, and whose
    /// mapping can do it. Reads nothing but the settings.
    ///
    /// - Returns: their ids; none for a request that is not over.
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

    /// Writes a finished request into the CRM of one source, once; what fails is for the caller to repeat.
    ///
    /// - Throws: `CancellationError` only.
    public func write(_ request: HelpRequest, to id: String) async throws -> ReportOutcome {
        let settings = callCenter.current
        guard let source = settings.sources[id] else { return .left("the lookup source \(id) is not there any more") }
        guard client.catalogue.mayReport(source) else {
            return .left("the mapping \(source.mapping) writes no reports")
        }
        // Operator and route may have been removed meanwhile.
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
