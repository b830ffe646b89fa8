import Administration
import LocatedYAML
import WebServer

/// Makes the controls of a form for the templates in `Pages/Templates/field`: each with its label, its hint and what is
/// wrong with it, all of them in the user's language.
struct FieldWriter {
    /// One of several that can be chosen.
    struct Option: Sendable {
        var value: String
        var label: String
        /// What choosing it means.
        var hint: String?
    }

    let visit: PageVisit
    /// Where the texts of the form are, such as `fields.route`: below it, each field has `label`, perhaps `hint`, and
    /// `fault` for what to write when it is refused.
    let scope: String
    let faults: [LocatedProblem]
    /// The paths of the faults that stand beside a control.
    private(set) var placed: Set<String> = []

    init(visit: PageVisit, scope: String, faults: [LocatedProblem]) {
        self.visit = visit
        self.scope = scope
        self.faults = faults
    }

    /// A line of text.
    ///
    /// - Parameters:
    ///   - name: of the control, and the field of a fault, such as `helpers[0].extension`.
    ///   - look: classes, such as `short code`.
    ///   - type: of the input.
    ///   - list: the id of a `datalist` that it offers.
    mutating func text(
        _ name: String, _ value: String, look: String = "", type: String = "text", isReadOnly: Bool = false,
        label: String? = nil, hint: String? = nil, isOptional: Bool = false, list: String = ""
    ) -> PageContent {
        // How it is chosen is no matter any more.
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

    /// A choice whose options are words with texts of their own, under `options` of the field.
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

    /// Marks faults as shown by something that the caller makes.
    ///
    /// - Returns: what is wrong there; `nil` when nothing is.
    mutating func fault(_ name: String) -> String? {
        guard let fault = faults.first(where: { $0.path == name }) else { return nil }
        placed.insert(name)
        return words(fault)
    }

    /// What is wrong and has no control of its own, for the top of the form.
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

    /// In the user's language where there are words for it.
    private func words(_ fault: LocatedProblem) -> String {
        fault.code.flatMap { visit.language.text(ifPresent: "settingFaults.\($0)") }
            ?? visit.language.text(ifPresent: "\(scope).\(Self.key(fault.path)).fault") ?? fault.message
    }

    static func id(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    /// `helpers[0].extension` has the texts of `helpers.extension`, and every prompt those of `prompts`.
    static func key(_ name: String) -> String {
        let plain = name.replacing(/\[[0-9]+\]/, with: "")
        return plain.replacing(/^prompts\.[A-Za-z]+\./, with: "prompts.")
    }
}
