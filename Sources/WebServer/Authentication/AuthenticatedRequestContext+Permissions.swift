public import Administration
public import HelpDesk

extension AuthenticatedRequestContext {
    /// Returns the draft as its sender may submit it.
    ///
    /// - Throws: `Problem` if the sender may not submit it.
    public func permitted(_ draft: HelpRequestDraft, in callCenter: CallCenter) throws(Problem) -> HelpRequestDraft {
        do throws(AdministrationError) {
            return try credential.permitted(draft, in: callCenter)
        } catch {
            throw Problem(error)
        }
    }
}

extension Credential {
    /// - Throws: `Problem` if the credential lacks the scope.
    public func require(_ scope: Scope) throws(Problem) {
        guard scopes.contains(scope) else { throw .insufficientScope(scope) }
    }
}
