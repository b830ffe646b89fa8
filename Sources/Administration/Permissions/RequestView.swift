public import HelpDesk

/// Which help requests somebody sees and may act on; the others do not exist for them.
public enum RequestView: Sendable, Hashable {
    case all
    /// Those of departments, by id.
    case departments(Set<String>)
    /// Those of one operator, by their extensions.
    case extensions(Set<String>)

    /// What a role is given.
    ///
    /// - Parameters:
    ///   - extensions: an operator's.
    ///   - departments: a supervisor's.
    public init(_ role: UserRole, extensions: Set<String>, departments: Set<String>) {
        self =
            switch role {
            case .admin: .all
            case .supervisor: .departments(departments)
            case .operator: .extensions(extensions)
            }
    }

    /// Whether somebody with this view may see a request.
    public func admits(_ request: HelpRequest) -> Bool {
        switch self {
        case .all: true
        case .departments(let ids): ids.contains(request.department)
        case .extensions(let numbers): numbers.contains(request.operator)
        }
    }

    /// A request that they see, as they may know it.
    public func shown(_ request: HelpRequest, in callCenter: CallCenter) -> HelpRequest {
        hidesListeners ? request.asOperatorsSeeIt(in: callCenter) : request
    }

    /// Whether it is that of an operator, who may not know who only listens.
    public var hidesListeners: Bool {
        if case .extensions = self { true } else { false }
    }

    /// Whether they may know how it is with a helper or an operator.
    public func admits(_ person: PersonStatus) -> Bool {
        switch self {
        case .all: true
        case .departments(let ids): !ids.isDisjoint(with: person.departments)
        case .extensions: false
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
        case .extensions(let numbers): return numbers.contains(draft.operator)
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
        case .extensions(let numbers):
            if let asked = query.operator, !numbers.contains(asked) { return nil }
            query.operators = query.operator == nil ? numbers : nil
        }
        return query
    }

    /// A filter that finds nothing else; what is asked for beyond the view is not there.
    public func narrowing(_ filter: HistoryFilter) -> HistoryFilter {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extensions(let numbers): filter.operators = filter.operators?.intersection(numbers) ?? numbers
        }
        return filter
    }

    /// A filter that finds nothing else; `nil` for an operator, who is told nothing of who listened.
    public func narrowing(_ filter: ListeningFilter) -> ListeningFilter? {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extensions: return nil
        }
        return filter
    }

    /// Statistics of nothing else; `nil` for an operator, whose requests alone are none.
    public func narrowing(_ query: StatisticsQuery) -> StatisticsQuery? {
        var query = query
        switch self {
        case .all: break
        case .departments(let ids): query.departments = query.departments?.intersection(ids) ?? ids
        case .extensions: return nil
        }
        return query
    }
}
