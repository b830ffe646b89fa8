import Administration
import HelpDesk
public import Hummingbird
public import WebServer

/// The routes of all pages.
public struct PageRoutes: Sendable {
    private let services: PageServices
    private let configuration: WebServerConfiguration

    public init(_ services: PageServices, configuration: WebServerConfiguration) {
        self.services = services
        self.configuration = configuration
    }

    /// The page that shows a problem in a browser.
    public var problemPage: ProblemPage {
        { [folder = services.folder] problem, request in
            // The signed-in user is not looked up again: that lookup may be what failed.
            let visit = PageVisitor.visit(request, signedIn: nil, languages: folder.languages)
            return PageRenderer(folder: folder).page(problem, for: visit)
        }
    }

    /// Registers the routes.
    public func add(to router: Router<WebRequestContext>) {
        let isSecure = configuration.isSecure
        let renderer = PageRenderer(folder: services.folder)
        let pages = router.group().group(context: VisitContext.self).add(
            middleware: PageVisitor(
                signedInUsers: services.signedInUsers, folder: services.folder, callCenter: services.callCenter,
                missed: services.missed, isSecure: isSecure))
        SharedRoutes(folder: services.folder, isSecure: isSecure).add(to: router, pages)
        let sessions = SessionService(store: services.sessions)
        LoginRoutes(
            pages: renderer, sessions: sessions,
            service: SignInService(
                users: services.users, sessions: sessions, throttle: services.throttle, audit: services.audit),
            addresses: ClientAddress(trustedProxies: configuration.trustedProxies),
            cookie: .session(isSecure: isSecure), pageCookie: .login(isSecure: isSecure)
        ).add(to: pages)
        let signedIn = pages.group().add(middleware: PageAuthorization(role: .operator)).add(middleware: FormGuard())
            .group(context: PageContext.self)
        PresencePages(pages: renderer, helpRequests: services.helpRequests).add(to: signedIn)
        PanelRoutes(
            pages: renderer, helpRequests: services.helpRequests, callCenter: services.callCenter,
            sessions: sessions, embed: services.embed, isSecure: isSecure,
            defaultPBX: services.pbxs[0]
        ).add(to: pages, signedIn)
        let supervision = pages.group("supervisor").add(middleware: PageAuthorization(role: .supervisor))
            .add(middleware: FormGuard()).group(context: PageContext.self)
        let liveView = LiveViewContent(helpRequests: services.helpRequests, callCenter: services.callCenter)
        SupervisorPages(pages: renderer, helpRequests: services.helpRequests, liveView: liveView).add(to: supervision)
        ScreenPages(pages: renderer, liveView: liveView, screens: services.screens, isSecure: isSecure).add(to: pages)
        ScreenLinkPages(pages: renderer, screens: services.screens).add(to: supervision)
        ReportPages<HistoryReport>(
            pages: renderer, history: services.history, callCenter: services.callCenter,
            defaultPBX: services.pbxs[0], audit: services.audit
        ).add(to: supervision)
        RequestDetailPages(
            pages: renderer, helpRequests: services.helpRequests, callCenter: services.callCenter
        ).add(to: supervision)
        ReportPages<ListeningReport>(
            pages: renderer, history: services.history, callCenter: services.callCenter,
            defaultPBX: services.pbxs[0], audit: services.audit
        ).add(to: supervision)
        MissedRequestPages(pages: renderer, missed: services.missed, callCenter: services.callCenter).add(
            to: supervision)
        StatisticsPages(pages: renderer, history: services.history).add(to: supervision)
        let administration = pages.group("admin").add(middleware: PageAuthorization(role: .admin))
            .add(middleware: FormGuard(maximumFormBytes: Sound.maximumFileBytes + 1 << 20))
            .group(context: PageContext.self)
        AdminPages(services: services, renderer: renderer).add(to: administration)
    }
}
