import Administration
import HelpDesk
import WebServer

/// The options of a filter.
enum PageChoices {
    /// - Parameter chosen: the chosen value; `nil` means all.
    static func of(_ values: [String], chosen: String?, _ name: (String) -> String) -> [PageContent] {
        values.map { ["value": $0, "name": name($0), "isChosen": $0 == chosen] }
    }
}

extension RequestView {
    /// Returns the departments whose requests are in view, by name; none for an operator.
    func departments(of callCenter: CallCenter) -> [Department] {
        let seen = callCenter.departments.values.filter { department in
            switch self {
            case .all: true
            case .departments(let ids): ids.contains(department.id)
            case .extensions: false
            }
        }
        return seen.sorted(byNames: { [$0.name, $0.id] })
    }
}

extension PageLanguage {
    /// Returns a name with the extension, or the extension alone.
    ///
    /// An extension is dialled, so its digits are Latin.
    func person(_ number: String, _ name: String?) -> String {
        name.map { "\($0) (\(number.dialled))" } ?? number
    }
}
