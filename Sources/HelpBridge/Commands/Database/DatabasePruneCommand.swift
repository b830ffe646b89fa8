import ArgumentParser
import Foundation
import HelpDesk
import Storage

/// `helpbridge db prune`.
struct DatabasePruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes now what has been kept for long enough, as a running bridge does every hour.",
        discussion: """
            Requests and the keys of webhook deliveries go after requests.keepDays, the audit log after
            audit.keepDays, deliveries in both directions and what CRMs said after 30 days, callers' idempotency keys
            and what prompts were made from after a day, sessions when they are over. Nothing goes by a clock that has
            leapt; --force takes the clock at its word.
            """)

    @Flag(help: "Trust the clock even if it has jumped; a running bridge then trusts it, too.")
    var force = false

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let removal = try await DatabaseCommand.with(options) { database, configuration in
            if force { try await database.shared.confirmTime() }
            let removal = try await Retention(database: database.shared, configuration.requests).prune()
            await database.audit.note(
                "pruned", "database", "\(removal.requests) help requests\(force ? ", forced" : "")")
            return removal
        }
        if json { return try Console.print(json: removal) }
        Console.print(
            """
            Removed \(removal.requests) help requests, \(removal.webhookDeliveries) webhook deliveries, \
            \(removal.auditEntries) entries of the audit log, \(removal.sessions) sessions and \
            \(removal.idempotencyKeys) idempotency keys.
            """)
    }
}
