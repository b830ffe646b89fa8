import Foundation

/// The bridge's figure and that of a bare program, measured in the same run: figures of one machine say little about
/// another, but their ratio says more.
struct Ratio {
    enum Better {
        case higher
        case lower
    }

    var name: String
    /// The baseline that it is compared with.
    var beside: String
    var ours: Double
    var baseline: Double
    var unit: String
    var better: Better
    /// Whether the ratio says as much about the machine and its other users as about the bridge: a time without a
    /// baseline measured in the same run, or one dominated by the disk.
    var isMachineDependent = false

    /// Returns a promise for a release build: the ratio is 1 at the limit, and less below it.
    static func promise(_ name: String, ours: Double, atMost limit: Double, unit: String) -> Ratio {
        Ratio(
            name: name, beside: "the promise", ours: ours, baseline: limit, unit: unit, better: .lower,
            isMachineDependent: ["s", "ms"].contains(unit))
    }

    var value: Double { ours / baseline }

    /// Whether the ratio is worse than an earlier measurement by a factor.
    func isWorse(than before: Double, times: Double) -> Bool {
        switch better {
        case .higher: value < before / times
        case .lower: value > before * times
        }
    }

    func isBetter(than other: Ratio) -> Bool {
        other.isWorse(than: value, times: 1)
    }

    private var cells: [String] {
        [
            name, "\(Self.text(ours)) \(unit)", beside, "\(Self.text(baseline)) \(unit)", Self.text(value),
            better == .higher ? "higher" : "lower",
        ]
    }

    /// Returns a number with its significant digits only.
    private static func text(_ number: Double) -> String {
        String(format: number < 1 ? "%.3f" : number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f", number)
    }
}

/// The table that is printed and stored in `Benchmarks/RESULTS.md`.
extension Ratio {
    private static let heads = ["measured", "bridge", "beside", "its figure", "ratio", "better"]

    static func table(_ ratios: [Ratio]) -> String {
        let rows = [heads, heads.map { _ in "---" }] + ratios.map(\.cells)
        return rows.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// Returns the ratios in a table, by name.
    static func values(in table: String) -> [String: Double] {
        let rows = table.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let values = rows.compactMap { cells -> (String, Double)? in
            guard cells.count == heads.count, let value = Double(cells[4]) else { return nil }
            return (cells[0], value)
        }
        return Dictionary(values) { first, _ in first }
    }
}
