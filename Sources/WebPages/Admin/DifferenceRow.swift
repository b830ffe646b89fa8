import Administration

/// The change of one field, in the words of the form that contains the field.
struct DifferenceRow: Sendable {
    let difference: SettingDifference
    let kind: String
    let language: PageLanguage

    var content: PageContent {
        ["field": name, "before": value(difference.before), "after": value(difference.after)]
    }

    /// The field's label: for `prompts.requestSent.text` the prompt's, for `credentials.token` the credential's.
    private var name: String {
        let parts = difference.field.split(separator: ".").map(String.init)
        let keys =
            switch parts.first {
            case "prompts"? where parts.count > 1: ["prompts.\(parts[1]).label"]
            case "credentials"? where parts.count > 1: ["credentials.\(parts[1])"]
            default: ["fields.\(kind).\(difference.field).label"]
            }
        return keys.lazy.compactMap(language.text(ifPresent:)).first ?? difference.field
    }

    /// Returns a word of a fixed list as the form shows it; typed text is unchanged.
    private func value(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "–" }
        let options = "fields.\(kind).\(difference.field).options.\(text)"
        let words = ["\(options).label", options].lazy.compactMap(language.text(ifPresent:)).first
        let flags = ["true": "layout.yes", "false": "layout.no"]
        return words ?? flags[text].map { language.text($0) } ?? text
    }
}
