import Administration
import LocatedYAML
import WebServer

/// An operator as filled in, in a form or in a line of a list.
struct OperatorDraft: SettingDraft {
    static let kind = SettingKind.operator
    static let template = PageTemplate.operator

    /// The extension.
    var id: String
    var name: String
    var department: String
    var email: String
    var crmId: String

    init(id: String, name: String, department: String, email: String = "", crmId: String = "") {
        self.id = id
        self.name = name
        self.department = department
        self.email = email
        self.crmId = crmId
    }

    init(stored: LocatedValue) {
        self.init(
            id: stored.typed("extension"), name: stored.typed("name"), department: stored.typed("department"),
            email: stored.typed("email"), crmId: stored.typed("crmId"))
    }

    init(_ form: PageForm) {
        self.init(
            id: form.number("extension"), name: form.text("name"), department: form.text("department"),
            email: form.text("email"), crmId: form.text("crmId"))
    }

    func content(over stored: LocatedValue?) -> LocatedValue {
        .object(
            of: [
                ("extension", .text(id)), ("name", name.nonEmpty.map(LocatedValue.text)),
                ("department", .text(department)),
                ("email", email.nonEmpty.map(LocatedValue.text)), ("crmId", crmId.nonEmpty.map(LocatedValue.text)),
            ], over: stored)
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let departments = services.settings.settings(.department)
        return [
            "extension": writer.text("extension", id, look: "short code", isReadOnly: !isNew),
            "name": writer.text("name", name, isOptional: true),
            "department": writer.choice(
                "department", department,
                (isNew && department.isEmpty
                    ? [FieldWriter.Option(value: "", label: writer.visit.text("fields.operator.department.none"))] : [])
                    + departments.map { FieldWriter.Option(value: $0.id, label: $0.content.typed("name")) }),
            "email": writer.text("email", email, type: "email", isOptional: true),
            "crmId": writer.text("crmId", crmId, look: "code", isOptional: true),
        ]
    }
}
