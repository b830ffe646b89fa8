import HelpDesk

/// The statements that write a flow's row, in either database.
extension HelpRequestRow {
    /// Returns the statements that insert a new row.
    ///
    /// - Parameter behind: how far its revision is behind that of the counter, which has been advanced already: more
    ///   than one change may share an advance.
    package func insertion(behind: Int64 = 0) -> [SQLStatement] {
        let insert = SQLStatement(
            """
            INSERT INTO help_requests
                (id, state, isOpen, holdsOperator, operator, department, route, createdAt, updatedAt, outcome, helper,
                answerMilliseconds, flow, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT revision FROM help_request_revision) - ?)
            """,
            [
                .text(id.text), .text(state), .bool(isOpen), .bool(holdsOperator), .text(self.operator),
                .text(department), .text(route), .integer(createdAt), .integer(updatedAt), .text(orNull: outcome),
                .text(orNull: helper), .integer(orNull: answerMilliseconds), .text(flow), .integer(behind),
            ])
        return [insert] + notes
    }

    /// Returns the statements that write a transition.
    ///
    /// - Parameter behind: as in ``insertion(behind:)``.
    /// - Returns: the update of the one row, and the statements that follow it.
    package func transition(behind: Int64 = 0) -> (update: SQLStatement, notes: [SQLStatement]) {
        let update = SQLStatement(
            """
            UPDATE help_requests
            SET state = ?, isOpen = ?, holdsOperator = ?, updatedAt = ?, outcome = ?, helper = ?,
                answerMilliseconds = ?, flow = ?, revision = (SELECT revision FROM help_request_revision) - ?
            WHERE id = ?
            """,
            [
                .text(state), .bool(isOpen), .bool(holdsOperator), .integer(updatedAt), .text(orNull: outcome),
                .text(orNull: helper), .integer(orNull: answerMilliseconds), .text(flow), .integer(behind),
                .text(id.text),
            ])
        return (update, isOpen ? notes : notes + [RequestTermsRow.deletion(of: id)])
    }

    /// Writes a transition of an open request that changes nothing by which requests are found, as most are: SQLite
    /// would write the indexes anew that have any of the columns which it is told to set.
    ///
    /// SQLite would otherwise rewrite each index of a column that is set.
    ///
    /// - Parameter behind: as in ``insertion(behind:)``.
    func progress(behind: Int64) -> SQLStatement {
        SQLStatement(
            """
            UPDATE help_requests
            SET holdsOperator = ?, updatedAt = ?, flow = ?,
                revision = (SELECT revision FROM help_request_revision) - ?
            WHERE id = ? AND state = ? AND isOpen AND outcome IS ? AND helper IS ? AND answerMilliseconds IS ?
                AND \(Self.isWhole)
            """,
            [
                .bool(holdsOperator), .integer(updatedAt), .text(flow), .integer(behind), .text(id.text), .text(state),
                .text(orNull: outcome), .text(orNull: helper), .integer(orNull: answerMilliseconds),
            ])
    }

    /// The SQL condition that no number is to be erased from a request.
    static let isWhole = "NOT EXISTS (SELECT 1 FROM erasures WHERE request = help_requests.id)"

    /// The rows that only reports and lists read, written once the request is over.
    private var notes: [SQLStatement] { attemptNotes + listeningNotes + missedNote }

    /// The attempts to ring helpers.
    private var attemptNotes: [SQLStatement] {
        guard !isOpen else { return [] }
        return attempts.enumerated().map { position, attempt in
            SQLStatement(
                """
                INSERT INTO ring_attempts (request, position, helper, department, createdAt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                [
                    .text(id.text), .integer(Int64(position)), .text(attempt.extension), .text(department),
                    .integer(createdAt),
                ])
        }
    }

    /// The participants in the operator's call.
    private var listeningNotes: [SQLStatement] {
        listenings.map { listening in
            SQLStatement(
                """
                INSERT INTO listenings
                    (request, position, startedAt, milliseconds, role, listener, mode, operator, department)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [
                    .text(id.text), .integer(Int64(listening.id.position)),
                    .integer(listening.startedAt.storedMilliseconds),
                    .integer(orNull: listening.milliseconds.map { Int64($0) }), .text(listening.role.rawValue),
                    .text(listening.extension), .text(listening.mode.rawValue), .text(self.operator), .text(department),
                ])
        }
    }

    /// The entry in the list of missed requests that staff must settle.
    private var missedNote: [SQLStatement] {
        guard isMissed else { return [] }
        return [
            SQLStatement(
                """
                INSERT INTO missed_requests (request, department, createdAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                """, [.text(id.text), .text(department), .integer(createdAt)])
        ]
    }
}
