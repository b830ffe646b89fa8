import Administration
import Foundation

/// The words that the program writes into the audit log, as its sources have them.
public struct AuditWords {
    public private(set) var actions: Set<String> = []
    public private(set) var kinds = Set(SettingKind.allCases.map(\.rawValue))

    public init() throws {
        let sources = URL(fileURLWithPath: #filePath + "/../../../Sources").standardizedFileURL.path
        for file in try FileManager.default.subpathsOfDirectory(atPath: sources) where file.hasSuffix(".swift") {
            read(try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8))
        }
    }

    private mutating func read(_ text: String) {
        // One action, or one of two: `note(isOpen ? "reopened" : "settled", "help_request", …)`.
        let entry =
            #/
            \b (?: note | insertion ) \( \s* (?: [a-z\ =]+ \?\ )? "([a-z_]+)" (?: \ :\ "([a-z_]+)" )? ,
            \s* (?: "([a-z_]+)" | [A-Za-z.]* kind \b )
            /#
            // In Unicode's sense a full stop between two letters ends no word.
            .wordBoundaryKind(.simple)
        for match in text.matches(of: entry) {
            actions.formUnion([match.1, match.2].compactMap { $0.map(String.init) })
            if let kind = match.3 { kinds.insert(String(kind)) }
        }
        for match in text.matches(of: /static let kind = "([a-z_]+)"/) { kinds.insert(String(match.1)) }
    }
}
