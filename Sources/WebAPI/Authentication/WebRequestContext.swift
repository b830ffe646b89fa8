import Hummingbird

/// What goes with every request.
struct WebRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Set by an authenticator.
    var credential: Credential?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
