import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebEncoding
import WebServer

/// A list of operators to import: what each line would change, and what is wrong with it.
struct OperatorImport: Sendable {
    enum Verdict: Sendable, Equatable {
        case new
        case changed
        case same
        case wrong([String])
    }

    struct Line: Sendable {
        var number: Int
        var draft: OperatorDraft
        /// The stored operator; `nil` for a new one.
        var stored: OperatorDraft?
        var verdict: Verdict
    }

    /// The maximum number of lines that a form can carry.
    static let maximumLines = 5_000
    /// The number of first lines that are searched for the header: a sheet may have a title above it.
    private static let linesToHead = 5

    /// The lines; empty if the list is too long.
    let lines: [Line]
    /// Whether the list has more than ``maximumLines``: it is refused as a whole rather than cut silently.
    let isTooLong: Bool
    /// The headings of unknown columns, and those whose column another heading already has.
    let unknownColumns: [String]

    /// Reads a list.
    ///
    /// Columns are found by their headings if the list has a header; otherwise they are in the order of
    /// ``OperatorColumn``. A line without a column's cell keeps the stored value; an empty cell clears it.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - columnNames: the headings that columns may have.
    ///   - settings: the stored settings.
    init(_ text: String, columnNames: OperatorColumn.Names, visit: PageVisit, settings: SettingsService) {
        var rows = CSVTable(text).rows
        var columns: [OperatorColumn?] = OperatorColumn.allCases
        var unknown: [String] = []
        let head = rows.prefix(Self.linesToHead).firstIndex { $0.cells.contains { columnNames[$0] == .extension } }
        // Only titles may precede the header, not lines of a list.
        if let head, rows[..<head].allSatisfy({ $0.cells.count { !$0.isEmpty } == 1 }) {
            columns = columnNames.columns(of: rows[head].cells)
            unknown = zip(rows[head].cells, columns).filter { !$0.isEmpty && $1 == nil }.map(\.0)
            rows.removeFirst(head + 1)
        }
        unknownColumns = unknown
        isTooLong = rows.count > Self.maximumLines
        guard !isTooLong else {
            lines = []
            return
        }
        let departments = settings.settings(.department)
        let foldedDepartments = Dictionary(
            departments.map { ($0.content.typed("name").folded, $0) },
            uniquingKeysWith: { first, _ in first })
        let read = rows.map { row -> (draft: OperatorDraft, stored: Setting?) in
            func cell(_ column: OperatorColumn) -> String? {
                let place = columns.firstIndex(of: column).flatMap { row.cells.indices.contains($0) ? $0 : nil }
                // A line break in a cell becomes a space, since only one line fits.
                return place.map { row.cells[$0].split(whereSeparator: \.isNewline).joined(separator: " ") }
            }
            // People write the department's name rather than its id, and not always on the same keyboard.
            let unit = cell(.department)
            let department = unit.flatMap { unit in
                departments.first { $0.id == unit } ?? departments.first { $0.content.typed("name") == unit }
                    ?? foldedDepartments[unit.folded]
            }
            let id = cell(.extension)?.plainNumber ?? ""
            let setting = settings.setting(.operator, id)
            let stored = setting.map { OperatorDraft(stored: $0.content) }
            // An operator without a name is stored with the extension as the name.
            let name = (cell(.name) ?? stored?.name)?.nonEmpty ?? ExtensionAddress(id).number
            let draft = OperatorDraft(
                id: id, name: name, department: department?.id ?? unit ?? stored?.department ?? "",
                email: cell(.email) ?? stored?.email ?? "", crmId: cell(.crmID) ?? stored?.crmId ?? "")
            return (draft, setting)
        }
        let contents = read.map { $0.draft.content(over: $0.stored?.content) }
        let faults = Self.byLine(settings.faults(.operator, contents), visit: visit)
        lines = zip(rows, zip(read, contents)).enumerated().map { offset, element in
            let (row, ((draft, stored), content)) = element
            let verdict: Verdict =
                if let faults = faults[offset] {
                    .wrong(faults)
                } else if let stored {
                    Self.isSame(stored.content, content) ? .same : .changed
                } else {
                    .new
                }
            return Line(
                number: row.line, draft: draft, stored: stored.map { OperatorDraft(stored: $0.content) },
                verdict: verdict)
        }
    }

    /// Returns the settings to store.
    func contents(over settings: SettingsService) -> [LocatedValue] {
        lines.filter { $0.verdict == .new || $0.verdict == .changed }
            .map { $0.draft.content(over: settings.setting(.operator, $0.draft.id)?.content) }
    }

    /// Compares two settings, regardless of the order of their members.
    private static func isSame(_ left: LocatedValue, _ right: LocatedValue) -> Bool {
        func sorted(_ tree: LocatedValue) -> [LocatedValue.Member] { tree.members.sorted { $0.key < $1.key } }
        return sorted(left) == sorted(right)
    }

    /// Groups faults by line: `[3].extension` is about the line with the index 3.
    private static func byLine(_ faults: [LocatedProblem], visit: PageVisit) -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        for fault in faults {
            guard let match = fault.path.prefixMatch(of: /\[([0-9]+)\]\.?/), let line = Int(match.1) else { continue }
            let key = "fields.operator.\(fault.path[match.range.upperBound...]).fault"
            found[line, default: []].append(visit.language.text(ifPresent: key) ?? fault.message)
        }
        return found
    }
}
