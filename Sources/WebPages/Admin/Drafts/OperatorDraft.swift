import Administration
import HelpDesk
import LocatedYAML
import WebServer

/// An operator as filled in, in a form or in a line of a list.
struct OperatorDraft: SettingDraft {
    static let kind = SettingKind.operator
    static let template = PageTemplate.operator

    /// The extension, with its PBX unless that is the default one.
    var id: String
    var name: String
    var department: String
    var email: String
    var crmId: String
    var account = OperatorAccount()

    init(id: String, name: String, department: String, email: String = "", crmId: String = "") {
        self.id = id
        self.name = name
        self.department = department
        self.email = email
        self.crmId = crmId
    }

    init(stored: LocatedValue) {
        self.init(
            id: ExtensionAddress(of: stored, "extension").text, name: stored.typed("name"),
            department: stored.typed("department"),
            email: stored.typed("email"), crmId: stored.typed("crmId"))
    }

    init(_ form: PageForm) {
        self.init(
            id: ExtensionAddress(form.number("extension"), chosen: form.text("pbx")).text, name: form.text("name"),
            department: form.text("department"),
            email: form.text("email"), crmId: form.text("crmId"))
        account = OperatorAccount(form)
    }

    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] {
        try await account.faults(for: self, in: services.users)
    }

    func follow(in services: PageServices, by author: String) async throws(AdministrationError) {
        try await account.store(for: self, in: services.users, by: author)
    }

    func content(over stored: LocatedValue?) -> LocatedValue {
        let address = ExtensionAddress(id)
        return .object(
            of: [
                ("extension", .text(address.number)), ("pbx", address.pbx.map(LocatedValue.text)),
                ("name", name.nonEmpty.map(LocatedValue.text)),
                ("department", .text(department)),
                ("email", email.nonEmpty.map(LocatedValue.text)), ("crmId", crmId.nonEmpty.map(LocatedValue.text)),
            ], over: stored)
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let departments = services.settings.settings(.department)
        let choices = try await ExtensionChoices(services, for: writer.visit)
        let users = try await services.users.users()
        let own = users.filter { $0.extensions.contains(id) }
        let address = ExtensionAddress(id)
        let number = writer.text(
            "extension", isNew ? address.number : id, look: "short code", isReadOnly: !isNew, list: "extensions")
        var fields: PageContent = [
            "extension": number.merging(choices.state(of: id)) { own, _ in own },
            "extensionChoices": choices.content,
            "account": account.fields(&writer, users: users.filter { !$0.extensions.contains(id) }),
            "isAccountOpen": isNew || account.kind != .unchanged || own.isEmpty,
            "users": own.map { user -> PageContent in
                [
                    "userName": user.name, "login": user.login, "isDisabled": user.isDisabled,
                    "userLink": "/admin/users/\(PageAddress.encoded(user.id))",
                ]
            },
            "hasUsers": !own.isEmpty,
            // The confirmation names the users who sign in with the extension.
            "removal": own.isEmpty
                ? ""
                : writer.visit.text(
                    "admin.operators.removalWithUsers",
                    [
                        "name": name,
                        "users": own.map(\.login).joined(separator: writer.visit.text("layout.listSeparator")),
                    ]),
            "name": writer.text("name", name, isOptional: true),
            "department": writer.choice(
                "department", department,
                (isNew && department.isEmpty
                    ? [FieldWriter.Option(value: "", label: writer.visit.text("fields.operator.department.none"))] : [])
                    + departments.map { FieldWriter.Option(value: $0.id, label: $0.content.typed("name")) }),
            "email": writer.text("email", email, type: "email", isOptional: true),
            "crmId": writer.text("crmId", crmId, look: "code", isOptional: true),
        ]
        if isNew { fields.set("pbx", writer.pbx(address.pbx ?? "", of: services.pbxs)) }
        return fields
    }
}
