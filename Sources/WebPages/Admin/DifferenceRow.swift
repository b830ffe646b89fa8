import Administration

/// What a change has changed in one field, in the words of the form that the field stands in.
struct DifferenceRow: Sendable {
    let difference: SettingDifference
    let kind: String
    let language: PageLanguage

    var content: PageContent {
        ["field": name, "before": value(difference.before), "after": value(difference.after)]
    }

    /// The field's label. `prompts.requestSent.text` is the prompt, and `credentials.token` what a mapping asks for.
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

    /// A word of a fixed list as the form says it; what anybody has typed as it is.
    private func value(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "–" }
        let options = "fields.\(kind).\(difference.field).options.\(text)"
        let words = ["\(options).label", options].lazy.compactMap(language.text(ifPresent:)).first
        let flags = ["true": "layout.yes", "false": "layout.no"]
        return words ?? flags[text].map { language.text($0) } ?? text
    }
}
