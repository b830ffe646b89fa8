import Administration
import HelpDesk

extension LookupSource {
    /// Its name in reports.
    var reportName: CandidateSource { .crm(id) }

    /// Where it is.
    ///
    /// - Throws: ``ManagerLookupError/source(id:problem:)`` when its base URL is not one.
    func base() throws(ManagerLookupError) -> BaseURL {
        do {
            return try BaseURL(baseURL)
        } catch {
            throw .source(id: id, problem: "baseURL: \(error.problem)")
        }
    }

    /// Whether the value of a credential is never shown: its mapping says so, or it is kept where secrets are.
    func isSecret(_ definition: CredentialDefinition) -> Bool {
        if case .literal? = credentials[definition.name]?.location { return definition.isSecret }
        return true
    }

    /// The error of a credential that is not set.
    func lacks(_ definition: CredentialDefinition) -> ManagerLookupError {
        .source(id: id, problem: "the credential \(definition.name) (\(definition.description)) is not set")
    }
}
