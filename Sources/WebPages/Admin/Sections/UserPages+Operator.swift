import Administration
import LocatedYAML

extension UserPages {
    /// Creates a user's operator first if the form asks for one, and removes the operator again if the user is refused.
    func withOperator(
        _ form: UserForm, by author: String, _ work: () async throws(AdministrationError) -> Void
    ) async throws(AdministrationError) {
        let number = form.number
        guard form.role == .operator, !number.isEmpty, !form.operatorDepartment.isEmpty,
            services.settings.setting(.operator, number) == nil
        else { return try await work() }
        let agent = OperatorDraft(id: number, name: form.name, department: form.operatorDepartment)
        do throws(AdministrationError) {
            _ = try await services.settings.make(.operator, agent.content(over: nil), by: author)
        } catch .invalid(let faults) {
            throw .invalid(
                faults.map { fault in
                    var fault = fault
                    if fault.path == "department" { fault.path = "operatorDepartment" }
                    return fault
                })
        }
        do throws(AdministrationError) {
            try await work()
        } catch {
            try await services.settings.remove(.operator, number, if: .exists, by: author)
            throw error
        }
    }
}
