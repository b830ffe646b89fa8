import Hummingbird
import WebServer

/// What goes with a request for a page whose reader is known.
struct PageContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let reader: SignedInUser
    let visit: PageVisit
    /// What was filled in, its token checked; empty where nothing was sent.
    let form: PageForm

    init(context: VisitContext) throws {
        guard let visit = context.visit, let reader = visit.reader else { throw Problem.forbidden }
        self.reader = reader
        self.visit = visit
        form = context.form ?? PageForm()
        coreContext = context.coreContext
    }
}
