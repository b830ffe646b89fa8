import HelpDesk

/// The SQL of a listing.
struct HelpRequestSelection {
    let sql: String
    let arguments: [String]

    /// - Returns: `nil` when nothing can be found.
    init?(_ query: HelpRequestQuery) {
        var conditions: [String] = []
        var arguments: [String] = []
        func add(_ condition: String, _ argument: String?) {
            guard let argument else { return }
            conditions.append(condition)
            arguments.append(argument)
        }
        add("state = ?", query.state?.rawValue)
        add("operator = ?", query.operator)
        add("department = ?", query.department)
        add("id < ?", query.after?.text)
        let end = "ORDER BY id DESC LIMIT \(min(max(query.limit, 1), 200))"
        func filter(_ conditions: [String]) -> String {
            conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        }
        guard let departments = query.departments else {
            sql = "SELECT id, flow FROM help_requests \(filter(conditions)) \(end)"
            self.arguments = arguments
            return
        }
        guard !departments.isEmpty else { return nil }
        // One walk down the index for each department finds its newest; `IN` would sort all that there ever were.
        let newest = "SELECT id FROM (SELECT id FROM help_requests \(filter(conditions + ["department = ?"])) \(end))"
        let all = Array(repeating: newest, count: departments.count).joined(separator: " UNION ALL ")
        sql = "SELECT id, flow FROM help_requests WHERE id IN (\(all)) \(end)"
        self.arguments = departments.sorted().flatMap { arguments + [$0] }
    }
}
