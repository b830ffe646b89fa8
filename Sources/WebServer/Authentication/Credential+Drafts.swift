public import Administration
import HTTPTypes
public import HelpDesk

extension Credential {
    /// The draft as this credential may submit it.
    ///
    /// An operator asks for help from their own department, unless the route says `departments: any`; an operator whose panel is
    /// embedded in a CRM's page asks on the route and for the department that the CRM's token names.
    ///
    /// - Throws: `Problem` when it may not.
    public func permitted(_ draft: HelpRequestDraft, in callCenter: CallCenter) throws(Problem) -> HelpRequestDraft {
        guard view.admits(draft, in: callCenter) else { throw .unknownOperator(draft.operator) }
        var draft = draft
        if let route = bounds?.route, draft.route != route, ExtensionAddress(draft.route).number != route {
            throw .foreignRoute(draft.route, only: route)
        }
        if let department = bounds?.department {
            guard draft.department ?? department == department else { throw .foreignDepartment(draft.department) }
            draft.department = department
        } else if case .extensions = view, let asked = draft.department,
            asked != callCenter.operators[draft.operator]?.department,
            !callCenter.letsChooseDepartment(draft.route)
        {
            throw .foreignDepartment(asked)
        }
        return draft
    }

    /// - Throws: `Problem` when the credential does not have the scope.
    public func require(_ scope: Scope) throws(Problem) {
        guard scopes.contains(scope) else { throw .insufficientScope(scope) }
    }
}

extension CallCenter {
    /// Whether every route that the code may lead to, by the operator's PBX, says `departments: any`.
    fileprivate func letsChooseDepartment(_ code: String) -> Bool {
        let meant = routes.values.filter { $0.code == code || $0.dialledCode == code }
        return !meant.isEmpty && meant.allSatisfy { $0.options.departments == .any }
    }
}

extension Problem {
    fileprivate static func foreignRoute(_ code: String, only route: String) -> Problem {
        Problem(
            .forbidden, code: "foreign_route",
            detail: "the CRM's token is for the route \(route) only, not for \(code.prefix(64))")
    }

    fileprivate static func foreignDepartment(_ id: String?) -> Problem {
        Problem(
            .forbidden, code: "foreign_department",
            detail: "operators ask for help from their own department, not from \((id ?? "").prefix(64)): "
                + "the route does not say departments: any")
    }
}
