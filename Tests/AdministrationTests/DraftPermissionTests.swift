import Administration
import Foundation
import HelpDesk
import Testing

@Suite("Whom somebody may ask for help")
struct DraftPermissionTests {
    private static func callCenter(_ departments: RouteOptions.Departments) -> CallCenter {
        CallCenter(
            departments: [
                Department(id: "support", name: "Support", helpers: []),
                Department(id: "sales", name: "Sales", helpers: []),
            ],
            operators: [
                Operator(extension: "101", name: "Ali", department: "support"),
                Operator(extension: "103", name: "Reza", department: "sales"),
            ],
            routes: [
                Route(
                    code: "*5003", name: "Help", detection: .department, voice: "fa",
                    options: RouteOptions(departments: departments)),
                Route(code: "*5004", name: "Other", detection: .department, voice: "fa"),
            ])
    }

    private func draft(
        route: String = "*5003", department: String? = nil, urgency: Urgency = .normal
    ) -> HelpRequestDraft {
        HelpRequestDraft(operator: "101", route: route, department: department, urgency: urgency)
    }

    private func credential(_ role: UserRole, extension number: String? = nil, departments: [String] = []) -> Credential
    {
        Credential(
            User(
                id: "u", login: "somebody", name: "Somebody", role: role, extension: number, departments: departments,
                language: "en", isDisabled: false, createdAt: Date(timeIntervalSince1970: 1_790_000_000)))
    }

    private func code(
        _ credential: Credential, _ draft: HelpRequestDraft, _ departments: RouteOptions.Departments = .own
    ) -> String? {
        do throws(AdministrationError) {
            _ = try credential.permitted(draft, in: Self.callCenter(departments))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "An operator asks their own department, in an emergency as well, and another one only where the route says so")
    func operators() {
        let ali = credential(.operator, extension: "101")
        #expect(code(ali, draft()) == nil)
        #expect(code(ali, draft(department: "support", urgency: .emergency)) == nil)
        #expect(code(ali, draft(department: "sales", urgency: .emergency)) == "foreign_department")
        #expect(code(ali, draft(department: "nowhere")) == "foreign_department")
        #expect(code(ali, draft(department: "sales", urgency: .emergency), .any) == nil)
        // A route that does not exist says nothing.
        #expect(code(ali, draft(route: "*9", department: "sales"), .any) == "foreign_department")
    }

    @Test("Programs and administrators ask any department, supervisors theirs")
    func others() {
        #expect(code(Credential(id: "program"), draft(department: "sales")) == nil)
        #expect(code(credential(.admin), draft(department: "sales")) == nil)
        let sara = credential(.supervisor, departments: ["support"])
        #expect(code(sara, draft(department: "support")) == nil)
        #expect(code(sara, draft(department: "sales"), .any) == "unknown_operator")
    }

    @Test("A CRM's token holds its operator to the route and to the department that it names")
    func embedded() throws {
        let guest = Credential(EmbeddedOperator(extension: "101", route: "*5003", department: "sales"))
        #expect(code(guest, draft(route: "*5004")) == "foreign_route")
        #expect(code(guest, draft(department: "support")) == "foreign_department")
        #expect(code(guest, draft()) == nil)
        #expect(try guest.permitted(draft(), in: Self.callCenter(.own)).department == "sales")
        let free = Credential(EmbeddedOperator(extension: "101"))
        #expect(code(free, draft(route: "*5004")) == nil)
        #expect(code(free, draft(department: "sales")) == "foreign_department")
    }
}
