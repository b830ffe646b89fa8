import Foundation

/// A row of `Tests/Pronunciation`: a text, what the engine is given for it, and how that is pronounced.
struct PronunciationRow {
    var line: Int
    var written: String
    /// `nil` where the row is not filled in yet.
    var prepared: String?
    var phonemes: String?

    /// - Parameter voice: the table's name.
    static func rows(of voice: String) throws -> [PronunciationRow] {
        let path = ShippedVoices.root.appendingPathComponent("Tests/Pronunciation/\(voice).tsv")
        let lines = try String(contentsOf: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            guard !line.isEmpty, !line.hasPrefix("# ") else { return nil }
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return PronunciationRow(
                line: index + 1, written: columns[0], prepared: columns.count > 1 ? columns[1] : nil,
                phonemes: columns.count > 2 ? columns[2] : nil)
        }
    }
}
