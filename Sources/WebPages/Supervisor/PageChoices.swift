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

extension SignedInUser {
    /// The ids of those departments whose requests they may see.
    func departments(of callCenter: CallCenter) -> [String] {
        switch view {
        case .all: callCenter.departments.keys.sorted()
        case .departments(let ids): ids.sorted()
        case .extensions: []
        }
    }
}

extension PageLanguage {
    /// A name with the extension beside it, or the extension alone.
    func person(_ number: String, _ name: String?) -> String {
        let digits = dates.localized(number)
        return name.map { "\($0) (\(digits))" } ?? digits
    }
}
