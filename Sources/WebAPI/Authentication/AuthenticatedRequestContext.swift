import Hummingbird

/// What goes with a request whose sender is known.
struct AuthenticatedRequestContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let credential: Credential

    init(context: WebRequestContext) throws {
        guard let credential = context.credential else { throw Problem.unauthorized }
        self.credential = credential
        coreContext = context.coreContext
    }
}
