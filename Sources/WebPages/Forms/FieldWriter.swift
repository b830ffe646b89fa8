import Administration
import LocatedYAML
import WebServer

/// A writer of a form's controls for the templates in `Pages/Templates/field`.
///
/// Each control has its label, its hint and its fault in the user's language.
struct FieldWriter {
    /// An option of a choice.
    struct Option: Sendable {
        var value: String
        var label: String
        /// The meaning of the option.
        var hint: String?
    }

    let visit: PageVisit
    /// The key of the form's texts, such as `fields.route`.
    ///
    /// Below it, each field has `label`, possibly `hint`, and `fault` with what to write after a refusal.
    let scope: String
    let faults: [LocatedProblem]
    /// The paths of the faults that are shown next to a control.
    private(set) var placed: Set<String> = []

    init(visit: PageVisit, scope: String, faults: [LocatedProblem]) {
        self.visit = visit
        self.scope = scope
        self.faults = faults
    }

    /// Returns a line of text.
    ///
    /// - Parameters:
    ///   - name: the name of the control, and the path of its fault, such as `helpers[0].extension`.
    ///   - look: CSS classes, such as `short code`.
    ///   - type: the type of the input.
    ///   - list: the id of a `datalist` that the input offers.
    mutating func text(
        _ name: String, _ value: String, look: String = "", type: String = "text", isReadOnly: Bool = false,
        label: String? = nil, hint: String? = nil, isOptional: Bool = false, list: String = ""
    ) -> PageContent {
        // A hint about choosing a fixed value would no longer help.
        var field = field(name, label: label, hint: isReadOnly ? visit.text("forms.fixed") : hint)
        field["list"] = list
        field["value"] = value
        field["look"] = look
        field["type"] = type
        field["isReadOnly"] = isReadOnly
        field["isNumeric"] = look.contains("short")
        field["isOptional"] = isOptional
        return field
    }

    mutating func choice(_ name: String, _ value: String, _ options: [Option]) -> PageContent {
        var field = field(name)
        let id = Self.id(name)
        field["options"] = options.enumerated().map { offset, option -> PageContent in
            var content: PageContent = [
                "value": option.value, "text": option.label, "optionID": "\(id)-\(offset)",
                "isChosen": option.value == value,
            ]
            content["explanation"] = option.hint ?? ""
            content["hasExplanation"] = option.hint != nil
            return content
        }
        return field
    }

    /// Returns a choice whose options are words with their own texts, under `options` of the field.
    mutating func choice(_ name: String, _ value: String, words: [String]) -> PageContent {
        choice(
            name, value,
            words.map { word in
                let key = "\(scope).\(Self.key(name)).options.\(word)"
                return Option(
                    value: word, label: visit.language.text(ifPresent: "\(key).label") ?? visit.text(key),
                    hint: visit.language.text(ifPresent: "\(key).hint"))
            })
    }

    mutating func flag(_ name: String, _ isOn: Bool) -> PageContent {
        var field = field(name)
        field["isOn"] = isOn
        return field
    }

    /// Marks a fault as shown by a control that the caller creates.
    ///
    /// - Returns: the fault in words; `nil` if there is none.
    mutating func fault(_ name: String) -> String? {
        guard let fault = faults.first(where: { $0.path == name }) else { return nil }
        placed.insert(name)
        return words(fault)
    }

    /// The faults without a control, for the top of the form.
    var rest: [PageContent] {
        faults.filter { !placed.contains($0.path) }.map { fault in
            ["place": fault.path, "message": words(fault)]
        }
    }

    private mutating func field(_ name: String, label: String? = nil, hint: String? = nil) -> PageContent {
        let id = Self.id(name)
        let key = "\(scope).\(Self.key(name))"
        let hint = hint ?? visit.language.text(ifPresent: "\(key).hint")
        let fault = fault(name)
        return [
            "id": id, "name": name, "label": label ?? visit.text("\(key).label"), "hint": hint ?? "",
            "hasHint": hint != nil, "fault": fault ?? "", "hasFault": fault != nil,
            "describedBy": [fault.map { _ in "\(id)-fault" }, hint.map { _ in "\(id)-hint" }].compactMap(\.self)
                .joined(separator: " "),
            "isDescribed": fault != nil || hint != nil,
        ]
    }

    /// Returns a fault in the user's language, or else its own message.
    private func words(_ fault: LocatedProblem) -> String {
        fault.code.flatMap { visit.language.text(ifPresent: "settingFaults.\($0)") }
            ?? visit.language.text(ifPresent: "\(scope).\(Self.key(fault.path)).fault") ?? fault.message
    }

    static func id(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    /// Returns the key of a control's texts: `helpers.extension` for `helpers[0].extension`, `prompts` for a prompt.
    static func key(_ name: String) -> String {
        let plain = name.replacing(/\[[0-9]+\]/, with: "")
        return plain.replacing(/^prompts\.[A-Za-z]+\./, with: "prompts.")
    }
}
