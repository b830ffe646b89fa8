/// The templates that the program itself renders; each must exist at start.
///
/// ``TemplateCheck`` finds the templates that they include.
enum PageTemplate: String, CaseIterable {
    case layout
    case fault
    case login
    case presence
    case panel = "panel/panel"
    case popover = "panel/popover"
    case refused = "panel/refused"
    case request = "panel/request"
    case supervisor = "supervisor/supervisor"
    case liveView = "supervisor/live-view"
    case tv = "supervisor/tv"
    case screens = "supervisor/screens"
    case history = "supervisor/history"
    case requestDetail = "supervisor/request-detail"
    case listening = "supervisor/listening"
    case missed = "supervisor/missed"
    case statistics = "supervisor/statistics"
    case administration = "admin/index"
    case audit = "admin/audit"
    case department = "admin/department"
    case departments = "admin/departments"
    case `operator` = "admin/operator"
    case operators = "admin/operators"
    case operatorImport = "admin/operator-import"
    case recording = "admin/recording"
    case route = "admin/route"
    case routes = "admin/routes"
    case routeTest = "admin/route-test"
    case searchResults = "admin/search-results"
    case sound = "admin/sound"
    case sounds = "admin/sounds"
    case source = "admin/source"
    case sources = "admin/sources"
    case sourceTest = "admin/source-test"
    case subscription = "admin/subscription"
    case subscriptions = "admin/subscriptions"
    case tokens = "admin/tokens"
    case tokenSecret = "admin/token-secret"
    case user = "admin/user"
    case users = "admin/users"
    case voices = "admin/voices"
    case webhook = "admin/webhook"
    case webhooks = "admin/webhooks"
    case webhookSecret = "admin/webhook-secret"
}
