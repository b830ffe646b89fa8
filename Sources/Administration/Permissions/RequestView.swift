public import HelpDesk

/// The help requests that somebody sees and may act on; for them, no others exist.
public enum RequestView: Sendable, Hashable {
    case all
    /// The requests of departments, by id.
    case departments(Set<String>)
    /// The requests of one operator, by their extensions.
    case extensions(Set<String>)

    /// Creates the view of a role.
    ///
    /// - Parameters:
    ///   - extensions: an operator's extensions.
    ///   - departments: a supervisor's departments.
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

    /// Returns a request in view, with only what they may know of it.
    public func shown(_ request: HelpRequest, in callCenter: CallCenter) -> HelpRequest {
        hidesListeners ? request.asOperatorsSeeIt(in: callCenter) : request
    }

    /// Whether it is an operator's view: operators may not know who only listens.
    public var hidesListeners: Bool {
        if case .extensions = self { true } else { false }
    }

    /// Whether they may see the status of a helper or an operator.
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
    ///   - draft: the request.
    ///   - callCenter: knows the operator's department.
    public func admits(_ draft: HelpRequestDraft, in callCenter: CallCenter) -> Bool {
        switch self {
        case .all: return true
        case .extensions(let numbers): return numbers.contains(draft.operator)
        case .departments(let ids):
            guard let own = callCenter.operators[draft.operator]?.department else { return false }
            return ids.contains(own) && ids.contains(draft.department ?? own)
        }
    }

    /// Returns the query, limited to this view; `nil` if it asks for something outside the view.
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

    /// Returns the filter, limited to this view; outside the view, it finds nothing.
    public func narrowing(_ filter: HistoryFilter) -> HistoryFilter {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extensions(let numbers): filter.operators = filter.operators?.intersection(numbers) ?? numbers
        }
        return filter
    }

    /// Returns the filter, limited to this view; `nil` for an operator, who may not know who listened.
    public func narrowing(_ filter: ListeningFilter) -> ListeningFilter? {
        var filter = filter
        switch self {
        case .all: break
        case .departments(let ids): filter.departments = filter.departments?.intersection(ids) ?? ids
        case .extensions: return nil
        }
        return filter
    }

    /// Returns the query, limited to this view; `nil` for an operator, whose own requests are no statistics.
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
