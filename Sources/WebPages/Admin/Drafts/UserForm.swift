import Administration
import WebServer

/// A user as filled in.
struct UserForm: Sendable {
    var login = ""
    var name = ""
    /// The chosen role.
    var role: UserRole
    var number = ""
    /// The other extensions, as typed.
    var others = ""
    var departments: [String] = []
    var language = ""
    /// The department of the operator to create if nobody has the extension yet; empty creates none.
    var operatorDepartment = ""
    /// The password; never shown again.
    var password = ""

    init(role: UserRole) {
        self.role = role
    }

    init(_ user: User) {
        login = user.login
        name = user.name
        role = user.role
        number = user.extension ?? ""
        others = user.otherExtensions.joined(separator: ", ")
        departments = user.departments
        language = user.language ?? ""
    }

    init(_ form: PageForm) {
        login = form.text("login")
        name = form.text("name")
        role = UserRole(rawValue: form.text("role")) ?? .operator
        number = form.number("extension")
        others = form.text("otherExtensions")
        departments = form.texts("departments")
        language = form.text("language")
        operatorDepartment = form.text("operatorDepartment")
        // Leading and trailing spaces are part of the password.
        password = form.value("password") ?? ""
    }

    var draft: UserDraft {
        UserDraft(
            login: login, name: name, role: role, extension: number.nonEmpty,
            otherExtensions: others.split { $0.isWhitespace || ",،;؛".contains($0) }.map(String.init),
            departments: role == .supervisor ? departments : [], language: language.nonEmpty)
    }

    func fields(
        _ writer: inout FieldWriter, departments known: [Setting], _ languages: PageLanguages
    ) -> PageContent {
        let departmentsFault = writer.fault("departments")
        return [
            "login": writer.text("login", login, look: "code"), "name": writer.text("name", name),
            "role": writer.choice("role", role.rawValue, words: UserRole.allCases.map(\.rawValue)),
            "extension": writer.text("extension", number, look: "short code", list: "extensions"),
            "operatorDepartment": writer.choice(
                "operatorDepartment", operatorDepartment,
                [FieldWriter.Option(value: "", label: writer.visit.text("fields.user.operatorDepartment.none"))]
                    + known.map { FieldWriter.Option(value: $0.id, label: $0.content.typed("name")) }),
            "otherExtensions": writer.text("otherExtensions", others, look: "code", isOptional: true),
            "departments": known.map { setting -> PageContent in
                [
                    "departmentID": setting.id, "departmentName": setting.content.typed("name"),
                    "isChosen": departments.contains(setting.id),
                ]
            },
            "departmentsFault": departmentsFault ?? "",
            "language": writer.choice(
                "language", language,
                [FieldWriter.Option(value: "", label: writer.visit.text("fields.user.language.none"))]
                    + languages.all.map { FieldWriter.Option(value: $0.code, label: $0.name) }),
            "password": writer.text("password", "", look: "code", type: "password"),
        ]
    }
}
