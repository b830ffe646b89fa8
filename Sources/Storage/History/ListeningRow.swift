package import HelpDesk

/// A row of `listenings` joined with its request, in either database.
package enum ListeningRow {
    /// Reads rows; unreadable ones are skipped.
    package static func listenings(_ rows: [some StoredRow], _ damage: DamagedRows) -> [Listening] {
        damage.readable(rows, of: "listenings", key: "request") { try listening($0, damage) }
    }

    private static func listening(_ row: some StoredRow, _ damage: DamagedRows) throws -> Listening {
        guard let id = id(row) else { throw UnreadableColumn("request", holdsNo: HelpRequestID.self) }
        // The values that only the request has are left out if it is unreadable.
        let request = (try? StoredFlow(row)).flatMap(damage.request)
        guard let role = Listening.Role(rawValue: try row.string("role")) else {
            throw UnreadableColumn("role", holdsNo: Listening.Role.self)
        }
        guard let mode = CallMode(rawValue: try row.string("mode")) else {
            throw UnreadableColumn("mode", holdsNo: CallMode.self)
        }
        let name: String? =
            if role == .helper {
                request?.manager?.name
            } else {
                request?.supervisors.enumerated().first { $0.offset + 1 == id.position }?.element.name
            }
        return Listening(
            id: id, role: role, extension: try row.string("listener"), name: name, mode: mode,
            operator: try row.string("operator"), department: try row.string("department"),
            customer: request?.customer, startedAt: try row.date("startedAt"),
            milliseconds: try row.optionalInteger("milliseconds").map { Int($0) })
    }

    /// - Returns: `nil` if it is unreadable.
    package static func id(_ row: some StoredRow) -> Listening.ID? {
        guard let text = try? row.string("request"), let request = HelpRequestID(text),
            let position = try? row.integer("position")
        else { return nil }
        return Listening.ID(request: request, position: Int(position))
    }
}
