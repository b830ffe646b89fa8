import Foundation

/// What the bridge does beside what something bare does, measured in the same run: the figures of one machine say little
/// about those of another, their ratio says more.
struct Ratio {
    enum Better {
        case higher
        case lower
    }

    var name: String
    /// What it is compared with.
    var beside: String
    var ours: Double
    var baseline: Double
    var unit: String
    var better: Better
    /// It says as much about the machine, and who else uses it, as about the bridge: a time without another beside it, or one
    /// that is the disk's.
    var isMachineDependent = false

    /// What is promised of a release build: the ratio is 1 at the limit, and less below it.
    static func promise(_ name: String, ours: Double, atMost limit: Double, unit: String) -> Ratio {
        Ratio(
            name: name, beside: "the promise", ours: ours, baseline: limit, unit: unit, better: .lower,
            isMachineDependent: ["s", "ms"].contains(unit))
    }

    var value: Double { ours / baseline }

    /// Whether it is so many times worse than another measurement of the same.
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

    /// As many digits as say something.
    private static func text(_ number: Double) -> String {
        String(format: number < 1 ? "%.3f" : number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f", number)
    }
}

/// The table, as it is printed and kept in `Benchmarks/RESULTS.md`.
extension Ratio {
    private static let heads = ["measured", "bridge", "beside", "its figure", "ratio", "better"]

    static func table(_ ratios: [Ratio]) -> String {
        let rows = [heads, heads.map { _ in "---" }] + ratios.map(\.cells)
        return rows.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// The ratios in a table, by name.
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
