import ArgumentParser
import Storage

/// `helpbridge db check`.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks the database for damage; exits with 1 if it finds any.",
        discussion: """
            Damaged rows are left out of lists and pages. A setting is mended by writing it anew (helpbridge apply), a
            request only by a backup.
            """)

    @Flag(help: "Print as JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let (report, name) = try await DatabaseCommand.with(options) { database, _ in
            (try await DatabaseCheck(database: database.shared).run(), database.shared.name)
        }
        if json {
            try Console.print(json: report)
        } else {
            for fault in report.faults { Console.print(fault) }
            for row in report.damaged { Console.print("\(row.table) \(row.id): \(row.reason)") }
            if let clock = report.clock { Console.print(clock) }
            if report.isGood { Console.print("The database \(name) is good.") }
        }
        guard !report.isGood else { return }
        let count = report.faults.count + report.damaged.count + (report.clock == nil ? 0 : 1)
        throw HelpBridgeError.failed("the database \(name) has \(count == 1 ? "one fault" : "\(count) faults")")
    }
}
