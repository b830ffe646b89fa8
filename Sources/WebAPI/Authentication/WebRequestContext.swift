import Hummingbird

/// What goes with every request.
struct WebRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Set by an authenticator.
    var credential: Credential?
    /// Set by a ``PageVisitor``.
    var visit: PageVisit?
    /// Set by a ``FormGuard``.
    var form: PageForm?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
