import Administration
import HelpDesk
import WebServer

/// One request for a page: its user, language, colours and address.
struct PageVisit: Sendable {
    /// The signed-in user; `nil` if nobody is signed in, as on the login page.
    var signedIn: SignedInUser?
    var language: PageLanguage
    var theme = PageTheme.system
    /// The address with its query, to which a change of language returns.
    var address: String
    /// The site's origin as the user reaches it, such as `https://bridge.example.com`.
    var origin: String
    /// The key under `notices` of what was just done; shown once.
    var notice: String?
    /// The operator's extension on which the user last asked for help, as their browser remembers it.
    var lastOperator: String?
    /// The presence of the user; `nil` if they have no phone.
    var presence: Presence?
    /// The number of the user's missed requests that nobody has seen to; `nil` if it is not shown.
    var missed: Int?
    /// Whether the page has no frame of its own, as within another site's page or on a wall screen.
    var isEmbedded = false

    var user: User? { signedIn?.user }

    /// Such as `/admin/routes`, without the query.
    var path: String { String(address.prefix { $0 != "?" }) }

    /// The number of missed requests, short for a badge and in words; `nil` if there is none.
    var missedWords: (short: String, long: String)? {
        guard let missed, missed > 0 else { return nil }
        guard missed < MissedRequestService.maximumCounted else {
            let more = text("missed.more", ["count": language.dates.number(missed - 1)])
            return (more, text("missed.count.other", ["count": more]))
        }
        return (language.dates.number(missed), language.text("missed.count", count: missed))
    }

    func text(_ key: String, _ values: [String: String] = [:]) -> String { language.text(key, values) }

    /// Returns a problem in the user's language, or else its own detail.
    func words(for problem: Problem) -> String {
        language.text(ifPresent: "problems.\(problem.code)") ?? problem.detail
    }

    /// Returns a refusal of the application in the user's language, or else its own detail.
    func words(for error: AdministrationError) -> String { words(for: Problem(error)) }
}
