public import HelpDesk

/// Asks a lookup source, and shows everything that was sent and answered.
public protocol SourceInquirer: Sendable {
    /// - Throws: `CancellationError`, and when the source is not fit to be asked; whatever else fails is part of the trace.
    func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace
}

/// Asks the lookup sources of the call centre for the people who set them up.
public struct SourceInquiryService: Sendable {
    private let callCenter: any CallCenterSource
    private let inquirer: any SourceInquirer
    private let defaultPBX: String

    /// - Parameter defaultPBX: the id of the PBX that need not be named.
    public init(
        callCenter: any CallCenterSource, inquirer: any SourceInquirer, defaultPBX: String = DialPolicy.mainPBX
    ) {
        self.callCenter = callCenter
        self.inquirer = inquirer
        self.defaultPBX = defaultPBX
    }

    /// Asks one source who an operator's manager is, now: nothing that is remembered counts, nobody is rung.
    ///
    /// - Parameters:
    ///   - source: its id.
    ///   - caller: the operator's extension; one that the call centre does not know is asked for by their extension alone.
    /// - Returns: `nil` when there is no such source.
    /// - Throws: `CancellationError`, and when the source is not fit to be asked.
    public func ask(_ source: String, about caller: String) async throws -> SourceTrace? {
        let callCenter = callCenter.current
        guard let source = callCenter.sources[source] else { return nil }
        let caller = ExtensionAddress.canonical(caller.plainNumber, defaultPBX: defaultPBX)
        let agent =
            callCenter.operators[caller]
            ?? Operator(extension: caller, name: ExtensionAddress(caller).number, department: "")
        return try await inquirer.ask(
            source,
            LookupQuestion(
                operator: agent, department: callCenter.departments[agent.department],
                route: Route(code: "", name: "", detection: .crm, voice: ""), sources: [source]))
    }
}
