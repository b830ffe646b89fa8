import Administration
import Foundation

/// Prints the changes made by `apply`.
struct ChangePrinter {
    let json: Bool
    let dryRun: Bool

    func print(_ report: ChangeReport) throws {
        if json { return try Console.print(json: report) }
        for item in report.added { try Console.write("added    \(item)") }
        for item in report.changed { try Console.write("changed  \(item)") }
        for item in report.removed { try Console.write("removed  \(item)") }
        if report.isEmpty {
            try Console.write("Nothing changes: the call centre is as the file says.")
        } else if dryRun {
            try Console.write("A dry run: nothing was changed.")
        }
    }
}
