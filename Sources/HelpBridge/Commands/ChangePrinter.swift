import Administration
import Foundation

/// Prints what `apply` has changed.
struct ChangePrinter {
    let json: Bool
    let dryRun: Bool

    func print(_ report: ChangeReport) throws {
        if json { return try Console.print(json: report) }
        for item in report.added { Console.print("added    \(item)") }
        for item in report.changed { Console.print("changed  \(item)") }
        for item in report.removed { Console.print("removed  \(item)") }
        if report.isEmpty {
            Console.print("Nothing changes: the call centre is as the file says.")
        } else if dryRun {
            Console.print("A dry run: nothing was changed.")
        }
    }
}
