import Hummingbird
import NIOCore
import WebServer

/// The context of a request for a page.
struct VisitContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    /// The remote address of the connection.
    let peer: SocketAddress?
    /// The visit, set by a ``PageVisitor``.
    var visit: PageVisit?
    /// The form, set by a ``FormGuard``.
    var form: PageForm?

    init(context: WebRequestContext) {
        coreContext = context.coreContext
        peer = context.peer
    }
}
