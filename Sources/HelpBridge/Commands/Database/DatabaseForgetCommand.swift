import ArgumentParser
import HelpDesk
import Storage

/// `helpbridge db forget`.
struct DatabaseForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Takes a customer's number out of everything that is kept.",
        discussion: """
            It goes through requests, what CRMs said about them, deliveries in both directions, sessions, the audit \
            log, notes on missed requests and the names of sounds, tokens and screens' links, and finds the number \
            with or without the country's code, in Latin, Persian and Arabic digits. What a prompt was made from that \
            has it goes as a whole. A running bridge does not bring it back. Older backups, the log and the cached \
            prompts are not touched.
            """)

    @Argument(
        help: "The whole number, such as +989121234567 or 09121234567.",
        transform: { text in
            guard let number = PhoneNumber(text) else {
                throw ValidationError("expected a whole number such as +989121234567 or 09121234567")
            }
            return number
        })
    var number: PhoneNumber

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let outcome = try await DatabaseCommand.with(options) { database, _ in
            let outcome = try await Forgetting(database: database.shared, number: number).run()
            // Without the number itself, which must be forgotten.
            await database.audit.note("forgot", "database", "\(outcome.places) places")
            return outcome
        }
        if json { return try Console.print(json: outcome) }
        let tables = outcome.tables.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        Console.print(
            "The number was taken out of \(outcome.places) places\(tables.isEmpty ? "" : ": " + tables.joined(separator: ", "))."
        )
    }
}
