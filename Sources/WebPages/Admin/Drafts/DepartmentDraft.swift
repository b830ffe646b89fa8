import Administration
import HelpDesk
import LocatedYAML
import WebServer

/// A department as filled in.
struct DepartmentDraft: SettingDraft {
    struct Helper: Sendable {
        /// The extension, with its PBX unless that is the default one.
        var number = ""
        var name = ""
    }

    static let kind = SettingKind.department
    static let template = PageTemplate.department
    static let scripts = [PageScript.reorder]
    static let hasUnkeptFields = false

    var id: String
    var name: String
    var parent: String
    var helpers: [Helper]

    init(stored: LocatedValue) {
        id = stored.typed("id")
        name = stored.typed("name")
        parent = stored.typed("parent")
        helpers =
            stored["helpers"]?.items.map {
                Helper(number: ExtensionAddress(of: $0, "extension").text, name: $0.typed("name"))
            } ?? []
    }

    init(_ form: PageForm) {
        id = form.text("id")
        name = form.text("name")
        parent = form.text("parent")
        // Each row of the list sends both, and its PBX if there are several.
        let pbxs = form.texts("helperPBX")
        helpers = zip(form.texts("helperExtension"), form.texts("helperName")).enumerated().map { place, row in
            let pbx = pbxs.indices.contains(place) && !row.0.isEmpty ? pbxs[place] : ""
            return Helper(number: ExtensionAddress(row.0.plainNumber, chosen: pbx).text, name: row.1)
        }
    }

    mutating func perform(_ action: String) {
        FormAction(action).map { helpers.perform($0, empty: Helper()) }
    }

    /// The helpers without the blank rows.
    private var named: [Helper] { helpers.filter { !$0.number.isEmpty || !$0.name.isEmpty } }

    func content(over stored: LocatedValue?) -> LocatedValue {
        let helpers = named.map { helper in
            let address = ExtensionAddress(helper.number)
            return LocatedValue.object(of: [
                ("extension", .text(address.number)), ("pbx", address.pbx.map(LocatedValue.text)),
                ("name", helper.name.nonEmpty.map(LocatedValue.text)),
            ])
        }
        return .object(
            of: [
                ("id", .text(id)), ("name", .text(name)), ("parent", parent.nonEmpty.map(LocatedValue.text)),
                ("helpers", .array(helpers)),
            ], over: stored)
    }

    /// Returns the PBX options of a row.
    static func pbxs(_ all: [String], chosen: String?) -> [PageContent] {
        all.enumerated().map { place, id in
            let value = place == 0 ? "" : id
            return ["value": value, "text": id, "isChosen": value == chosen ?? ""]
        }
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let visit = writer.visit
        let choices = try await ExtensionChoices(services, for: visit)
        // A department's parent cannot be the department itself or one below it.
        let below = isNew ? [] : services.callCenter.current.departments(below: id)
        let others = services.settings.settings(.department).filter { !below.contains($0.id) || $0.id == parent }
        // Blank rows are not stored: the places of faults do not count them.
        var place = 0
        let rows = helpers.enumerated().map { offset, helper -> PageContent in
            let isNamed = !helper.number.isEmpty || !helper.name.isEmpty
            defer { if isNamed { place += 1 } }
            let fault = isNamed ? writer.fault("helpers[\(place)].extension") : nil
            let row: PageContent = [
                "place": offset, "position": visit.language.dates.number(offset + 1),
                "extension": ExtensionAddress(helper.number).number,
                "pbxs": Self.pbxs(services.pbxs, chosen: ExtensionAddress(helper.number).pbx),
                "helperName": helper.name, "fault": fault ?? "", "hasFault": fault != nil,
            ]
            return row.merging(choices.state(of: helper.number)) { own, _ in own }
        }
        return [
            "id": writer.text("id", id, look: "code", isReadOnly: !isNew, isOptional: isNew),
            "name": writer.text("name", name),
            "parent": writer.choice(
                "parent", parent,
                [FieldWriter.Option(value: "", label: visit.text("fields.department.parent.none"))]
                    + others.map { FieldWriter.Option(value: $0.id, label: $0.content.typed("name")) }),
            "hasPBXs": services.pbxs.count > 1, "newPBXs": Self.pbxs(services.pbxs, chosen: nil),
            "helpers": rows, "hasHelpers": !rows.isEmpty, "extensionChoices": choices.content,
        ]
    }
}
