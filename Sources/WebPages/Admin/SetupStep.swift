import Administration
import HelpDesk

/// A step of the setup before the first operator is helped, and whether it is done.
struct SetupStep: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        case pbx
        case departments
        case operators
        case routes
        case request

        /// The page of the step; `nil` if it is done outside the pages.
        var path: String? {
            switch self {
            case .pbx: nil
            // A department without helpers may exist already.
            case .departments: AdminSection.departments.path
            case .operators: AdminSection.operators.path
            case .routes: "\(AdminSection.routes.path)/new"
            case .request: "/panel"
            }
        }
    }

    var kind: Kind
    var isDone: Bool

    /// Returns the steps in their recommended order.
    ///
    /// A CRM is not among them: departments' tables help without one.
    ///
    /// - Parameter hasRequests: whether anybody has ever asked for help.
    static func steps(in callCenter: CallCenter, _ readiness: Readiness, hasRequests: Bool) -> [SetupStep] {
        Kind.allCases.map { kind in
            let isDone =
                switch kind {
                case .pbx: readiness.components.first { $0.part == .pbx }?.isUp == true
                case .departments: callCenter.departments.values.contains { !$0.helpers.isEmpty }
                case .operators: !callCenter.operators.isEmpty
                case .routes: !callCenter.routes.isEmpty
                case .request: hasRequests
                }
            return SetupStep(kind: kind, isDone: isDone)
        }
    }
}
