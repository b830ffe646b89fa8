import Hummingbird
import NIOCore
import WebServer

/// What goes with a request for a page.
struct VisitContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is at the other end of the connection.
    let peer: SocketAddress?
    /// Set by a ``PageVisitor``.
    var visit: PageVisit?
    /// Set by a ``FormGuard``.
    var form: PageForm?

    init(context: WebRequestContext) {
        coreContext = context.coreContext
        peer = context.peer
    }
}
