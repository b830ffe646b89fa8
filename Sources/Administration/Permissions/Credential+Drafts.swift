public import HelpDesk

extension Credential {
    /// Returns the draft as this credential may submit it.
    ///
    /// An operator asks for help from their own department, unless the route says `departments: any`; an operator whose
    /// panel is embedded in a CRM's page uses the route and the department that the CRM's token names.
    ///
    /// - Throws: `AdministrationError`: `foreignOperator`, `foreignRoute`, `foreignDepartment`.
    public func permitted(
        _ draft: HelpRequestDraft, in callCenter: CallCenter
    ) throws(AdministrationError) -> HelpRequestDraft {
        guard view.admits(draft, in: callCenter) else { throw .foreignOperator(draft.operator) }
        var draft = draft
        if let route = bounds?.route, draft.route != route, ExtensionAddress(draft.route).number != route {
            throw .foreignRoute(draft.route, only: route)
        }
        if let department = bounds?.department {
            if let asked = draft.department, asked != department { throw .foreignDepartment(asked) }
            draft.department = department
        } else if case .extensions = view, let asked = draft.department,
            asked != callCenter.operators[draft.operator]?.department,
            !callCenter.letsChooseDepartment(draft.route)
        {
            throw .foreignDepartment(asked)
        }
        return draft
    }
}

extension CallCenter {
    /// Whether every route that the code may lead to, depending on the operator's PBX, says `departments: any`.
    fileprivate func letsChooseDepartment(_ code: String) -> Bool {
        let meant = routes.values.filter { $0.code == code || $0.dialledCode == code }
        return !meant.isEmpty && meant.allSatisfy { $0.options.departments == .any }
    }
}
