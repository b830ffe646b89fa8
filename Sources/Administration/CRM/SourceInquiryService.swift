public import HelpDesk

/// A client that asks a lookup source, and records everything that was sent and answered.
public protocol SourceInquirer: Sendable {
    /// - Throws: `CancellationError`, and an error if the source cannot be asked; any other failure is part of the
    ///   trace.
    func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace
}

/// A service that asks the call centre's lookup sources for the people who set them up.
public struct SourceInquiryService: Sendable {
    private let callCenter: any CallCenterSource
    private let inquirer: any SourceInquirer
    private let defaultPBX: String

    /// - Parameter defaultPBX: the id of the default PBX.
    public init(
        callCenter: any CallCenterSource, inquirer: any SourceInquirer, defaultPBX: String = DialPolicy.mainPBX
    ) {
        self.callCenter = callCenter
        self.inquirer = inquirer
        self.defaultPBX = defaultPBX
    }

    /// Asks one source for an operator's manager, now: nothing cached is used, and nobody is rung.
    ///
    /// - Parameters:
    ///   - source: the source's id.
    ///   - caller: the operator's extension; for an unknown operator, the source is asked by the extension alone.
    /// - Returns: `nil` if there is no such source.
    /// - Throws: `CancellationError`, and an error if the source cannot be asked.
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
