import Administration
import HelpDesk

extension LookupSource {
    /// The source's name in reports.
    var reportName: CandidateSource { .crm(id) }

    /// Returns the source's base URL.
    ///
    /// - Throws: ``ManagerLookupError/source(id:problem:)`` if the base URL is invalid.
    func base() throws(ManagerLookupError) -> BaseURL {
        do {
            return try BaseURL(baseURL)
        } catch {
            throw .source(id: id, problem: "baseURL: \(error.problem)")
        }
    }

    /// Returns whether a credential's value is never shown, because its mapping says so or because it is stored as a
    /// secret.
    func isSecret(_ definition: CredentialDefinition) -> Bool {
        if case .literal? = credentials[definition.name]?.location { return definition.isSecret }
        return true
    }

    /// Returns the error for a missing credential.
    func lacks(_ definition: CredentialDefinition) -> ManagerLookupError {
        .source(id: id, problem: "the credential \(definition.name) (\(definition.description)) is not set")
    }
}
