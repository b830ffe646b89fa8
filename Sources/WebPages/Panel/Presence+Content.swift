import Administration
import Foundation
import HelpDesk
import WebServer

extension Presence {
    /// Returns the state in words, its time, and the states to choose from.
    func content(_ language: PageLanguage, at now: Date = Date()) -> PageContent {
        var content: PageContent = [
            "state": state.rawValue, "text": language.text("presence.\(state.rawValue)"),
            "choices": State.allCases.map { choice -> PageContent in
                [
                    "state": choice.rawValue, "text": language.text("presence.\(choice.rawValue)"),
                    "isCurrent": choice == state,
                ]
            },
        ]
        content.set(
            "since", since.map { language.text("presence.since", ["time": language.dates.moment($0, at: now)]) })
        return content
    }

    /// Returns the content of the menu in the header.
    ///
    /// - Parameter next: the page that the form comes back to.
    func menu(for visit: PageVisit, next: String) -> PageContent {
        var menu = content(visit.language)
        menu.set("extension", visit.user?.extension)
        menu["next"] = next
        menu.set("csrf", visit.signedIn?.csrfToken)
        return menu
    }
}
