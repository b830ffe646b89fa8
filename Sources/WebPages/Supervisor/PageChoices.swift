import Administration
import HelpDesk
import WebServer

/// What a select of a filter offers.
enum PageChoices {
    /// - Parameter chosen: nothing chosen stands for all.
    static func of(_ values: [String], chosen: String?, _ name: (String) -> String) -> [PageContent] {
        values.map { ["value": $0, "name": name($0), "isChosen": $0 == chosen] }
    }
}

extension RequestView {
    /// The departments whose requests are in view, by name; none of an operator's.
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
    /// A name with the extension beside it, or the extension alone; an extension is dialled, so that its digits are Latin.
    func person(_ number: String, _ name: String?) -> String {
        name.map { "\($0) (\(number.dialled))" } ?? number
    }
}
