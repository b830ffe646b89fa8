public import Administration
public import HelpDesk

extension AuthenticatedRequestContext {
    /// The draft as its sender may submit it.
    ///
    /// - Throws: `Problem` when they may not.
    public func permitted(_ draft: HelpRequestDraft, in callCenter: CallCenter) throws(Problem) -> HelpRequestDraft {
        do throws(AdministrationError) {
            return try credential.permitted(draft, in: callCenter)
        } catch {
            throw Problem(error)
        }
    }
}

extension Credential {
    /// - Throws: `Problem` when the credential does not have the scope.
    public func require(_ scope: Scope) throws(Problem) {
        guard scopes.contains(scope) else { throw .insufficientScope(scope) }
    }
}
