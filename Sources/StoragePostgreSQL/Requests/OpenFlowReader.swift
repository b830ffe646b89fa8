import HelpDesk
import Logging
import PostgreSQL
import Storage

/// Reads the flows that are to be run under a tenure, and closes those that nobody can read.
struct OpenFlowReader: Sendable {
    let database: PostgreSQLDatabase
    /// Which PBXs are this bridge's; `nil` where no bridge serves.
    let ownership: PostgreSQLOwnership?
    let logger: Logger

    /// - Parameters:
    ///   - rows: of open requests of the tenure's PBX.
    ///   - tenure: where it is over, nothing is closed: the next owner reads them as well.
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

    /// Takes requests that nobody can serve off the list of those in progress; they grow old like others.
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
                // A new owner waits for it: whoever has the PBX now has it until the commit.
                try await transaction.query("UPDATE help_request_revision SET revision = revision")
                try await transaction.query(
                    "UPDATE help_requests SET isOpen = FALSE WHERE id = ANY ($1) \(condition)", values)
            }
        } catch {
            logger.error("damaged help requests could not be closed", metadata: ["error": "\(error)"])
        }
    }
}
