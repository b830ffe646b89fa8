import Administration
import Hummingbird
import WebServer

/// What goes with a request for a page whose user is known.
struct PageContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let user: User
    let visit: PageVisit
    /// What was filled in, its token checked; empty where nothing was sent.
    let form: PageForm

    init(context: VisitContext) throws {
        guard let visit = context.visit, let user = visit.user else { throw Problem.forbidden }
        self.user = user
        self.visit = visit
        form = context.form ?? PageForm()
        coreContext = context.coreContext
    }
}
