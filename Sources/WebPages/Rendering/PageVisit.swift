import Administration
import HelpDesk
import WebServer

/// One look at a page: who looks, in which language and colours, where.
struct PageVisit: Sendable {
    /// `nil` where nobody is signed in, as on the page that asks them to.
    var signedIn: SignedInUser?
    var language: PageLanguage
    var theme = PageTheme.system
    /// With the query: where a change of language leads back to.
    var address: String
    /// How the user reaches the site, such as `https://bridge.example.com`.
    var origin: String
    /// The key under `notices` of what has just been done; shown once.
    var notice: String?
    /// The operator's extension that the user has last asked for help on, as their browser remembers it.
    var lastOperator: String?
    /// How it is with the user's own phone; `nil` where they have none.
    var presence: Presence?
    /// How many requests of theirs nobody has helped with or seen to since; `nil` where that is not told.
    var missed: Int?
    /// Whether another site shows the page within its own: it then has no frame of its own.
    var isEmbedded = false

    var user: User? { signedIn?.user }

    /// Such as `/admin/routes`, without the query.
    var path: String { String(address.prefix { $0 != "?" }) }

    /// The number of missed requests, as a badge has it and as people say it; `nil` where there is none.
    var missedWords: (short: String, long: String)? {
        guard let missed, missed > 0 else { return nil }
        guard missed < MissedRequestService.maximumCounted else {
            let more = text("missed.more", ["count": language.dates.number(missed - 1)])
            return (more, text("missed.count.other", ["count": more]))
        }
        return (language.dates.number(missed), language.text("missed.count", count: missed))
    }

    func text(_ key: String, _ values: [String: String] = [:]) -> String { language.text(key, values) }

    /// What is wrong, in the user's language where there are words for it.
    func words(for problem: Problem) -> String {
        language.text(ifPresent: "problems.\(problem.code)") ?? problem.detail
    }

    /// What the application refuses, in the same way.
    func words(for error: AdministrationError) -> String { words(for: Problem(error)) }
}
