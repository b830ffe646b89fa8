public import HelpDesk

/// Which help requests somebody sees and may act on; the others do not exist for them.
public enum RequestView: Sendable, Hashable {
    case all
    /// Those of departments, by id.
    case departments(Set<String>)
    /// Those of one operator, by extension.
    case `extension`(String)

    /// What a role is given.
    ///
    /// - Parameters:
    ///   - number: an operator's extension.
    ///   - departments: a supervisor's.
    public init(_ role: UserRole, extension number: String?, departments: Set<String>) {
        self =
            switch role {
            case .admin: .all
            case .supervisor: .departments(departments)
            case .operator: .extension(number ?? "")
            }
    }

    public func admits(_ request: HelpRequest) -> Bool {
        switch self {
        case .all: true
        case .departments(let ids): ids.contains(request.department)
        case .extension(let number): request.operator == number
        }
    }

    /// Whether they may know how it is with a helper.
    public func admits(_ helper: HelperStatus) -> Bool {
        switch self {
        case .all: true
        case .departments(let ids): !ids.isDisjoint(with: helper.departments)
        case .extension: false
        }
    }

    /// Whether a request may be made for an operator, served by a department.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - callCenter: knows whose operator it is.
    public func admits(_ draft: HelpRequestDraft, in callCenter: CallCenter) -> Bool {
        switch self {
        case .all: return true
        case .extension(let number): return draft.operator == number
        case .departments(let ids):
            guard let own = callCenter.operators[draft.operator]?.department else { return false }
            return ids.contains(own) && ids.contains(draft.department ?? own)
        }
    }

    /// A query that finds nothing else; `nil` when it asks for what is not in view.
    public func narrowing(_ query: HelpRequestQuery) -> HelpRequestQuery? {
        var query = query
        switch self {
        case .all: break
        case .departments(let ids):
            if let department = query.department, !ids.contains(department) { return nil }
            query.departments = query.department == nil ? ids : nil
        case .extension(let number):
            if let asked = query.operator, asked != number { return nil }
            query.operator = number
        }
        return query
    }

    /// A filter that finds nothing else; what is asked for beyond the view is not there.
    public func narrowing(_ filter: HistoryFilter) -> HistoryFilter {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extension(let number): filter.operators = filter.operators?.intersection([number]) ?? [number]
        }
        return filter
    }

    /// A filter that finds nothing else; `nil` for an operator, who is told nothing of who listened.
    public func narrowing(_ filter: ListeningFilter) -> ListeningFilter? {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extension: return nil
        }
        return filter
    }

    /// Statistics of nothing else; `nil` for an operator, whose requests alone are none.
    public func narrowing(_ query: StatisticsQuery) -> StatisticsQuery? {
        var query = query
        switch self {
        case .all: break
        case .departments(let ids): query.departments = query.departments?.intersection(ids) ?? ids
        case .extension: return nil
        }
        return query
    }
}
