import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebServer

/// A list of operators that is about to be taken in: what each line would do, and what is wrong with it.
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
        var verdict: Verdict
    }

    /// More would be more than a form can carry.
    static let mostLines = 5_000

    /// Empty where the list is too long.
    let lines: [Line]
    /// Whether it has more than ``mostLines``: it is refused as a whole, or some would be left out unsaid.
    let isTooLong: Bool

    /// Columns are found by their names in the first line, if it has any. Else they stand in the order of
    /// ``OperatorColumn``.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - columnNames: what the columns may be called.
    ///   - settings: knows what is there.
    init(_ text: String, columnNames: OperatorColumn.Names, visit: PageVisit, settings: SettingsService) {
        var rows = CommaSeparated(text).lines
        var columns: [OperatorColumn?] = OperatorColumn.allCases
        if let head = rows.first {
            let named = head.cells.map { columnNames[$0] }
            if named.contains(.extension) {
                columns = named
                rows.removeFirst()
            }
        }
        isTooLong = rows.count > Self.mostLines
        guard !isTooLong else {
            lines = []
            return
        }
        let departments = settings.settings(.department)
        let foldedDepartments = Dictionary(
            departments.map { ($0.content.typed("name").folded, $0) },
            uniquingKeysWith: { first, _ in first })
        let drafts = rows.map { row in
            func cell(_ column: OperatorColumn) -> String {
                columns.firstIndex(of: column).flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil } ?? ""
            }
            // People write the department's name rather than its id, and not always on the same keyboard.
            let unit = cell(.department)
            let department =
                departments.first { $0.id == unit } ?? departments.first { $0.content.typed("name") == unit }
                ?? foldedDepartments[unit.folded]
            return OperatorDraft(
                id: cell(.extension).plainNumber, name: cell(.name), department: department?.id ?? unit,
                email: cell(.email), crmId: cell(.crmID))
        }
        let stored = Dictionary(
            drafts.compactMap { draft in settings.setting(.operator, draft.id).map { (draft.id, $0) } },
            uniquingKeysWith: { $1 })
        let contents = drafts.map { $0.content(over: stored[$0.id]?.content) }
        let faults = Self.byLine(settings.faults(.operator, contents), visit: visit)
        lines = zip(rows, zip(drafts, contents)).enumerated().map { offset, element in
            let (row, (draft, content)) = element
            let verdict: Verdict =
                if let faults = faults[offset] {
                    .wrong(faults)
                } else if let setting = stored[draft.id] {
                    Self.isSame(setting.content, content) ? .same : .changed
                } else {
                    .new
                }
            return Line(number: row.number, draft: draft, verdict: verdict)
        }
    }

    /// What would be stored.
    func contents(over settings: SettingsService) -> [LocatedValue] {
        lines.filter { $0.verdict == .new || $0.verdict == .changed }
            .map { $0.draft.content(over: settings.setting(.operator, $0.draft.id)?.content) }
    }

    /// Whatever the order of the members.
    private static func isSame(_ left: LocatedValue, _ right: LocatedValue) -> Bool {
        func sorted(_ tree: LocatedValue) -> [LocatedValue.Member] { tree.members.sorted { $0.key < $1.key } }
        return sorted(left) == sorted(right)
    }

    /// `[3].extension` is about the line with the index 3.
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
