import HelpDesk
import Logging
import PostgreSQL
import Storage

/// Reads the flows to run under a tenure, and closes those that are unreadable.
struct OpenFlowReader: Sendable {
    let database: PostgreSQLDatabase
    /// The ownership of PBXs; `nil` if no bridge serves.
    let ownership: PostgreSQLOwnership?
    let logger: Logger

    /// - Parameters:
    ///   - rows: the rows of open requests of the tenure's PBX.
    ///   - tenure: the tenure; if it is over, nothing is closed, since the next owner reads the rows, too.
    func flows(of rows: [PostgreSQLRow], under tenure: PBXTenure) async -> [CallFlow] {
        var flows: [CallFlow] = []
        var damaged: [String] = []
        for row in rows {
            let flow = database.damage.flows([row]).first.flatMap { stored in
                database.damage.readable(stored.id, of: StoredFlow.table) { try stored.callFlow() }
            }
            if let flow { flows.append(flow) } else { damaged.append(row.name("id")) }
        }
        if !damaged.isEmpty { await close(damaged, under: tenure) }
        return flows
    }

    /// Closes requests that no bridge can serve; they are removed at their age like others.
    private func close(_ ids: [String], under tenure: PBXTenure) async {
        var condition = ""
        var values: [PostgreSQLValue] = [.texts(ids)]
        if let ownership {
            guard tenure.isHeld, let pbx = ownership.id(of: tenure.pbx) else { return }
            condition = "AND EXISTS (SELECT FROM pbx_owners WHERE pbx = $2 AND owner = $3 AND epoch = $4)"
            values += [.text(pbx), .text(ownership.bridge), .integer(tenure.epoch)]
        }
        do {
            try await database.writing { [condition, values] transaction in
                // Blocks a new owner: the current owner keeps the PBX until the commit.
                try await transaction.query("UPDATE help_request_revision SET revision = revision")
                try await transaction.query(
                    "UPDATE help_requests SET isOpen = FALSE WHERE id = ANY ($1) \(condition)", values)
            }
        } catch {
            logger.error("damaged help requests could not be closed", metadata: ["error": "\(error)"])
        }
    }
}
