import Administration
import Hummingbird
import WebServer

/// The context of a request for a page whose user is known.
struct PageContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let user: User
    let visit: PageVisit
    /// The form, its token checked; empty if none was sent.
    let form: PageForm

    init(context: VisitContext) throws {
        guard let visit = context.visit, let user = visit.user else { throw Problem.forbidden }
        self.user = user
        self.visit = visit
        form = context.form ?? PageForm()
        coreContext = context.coreContext
    }
}
