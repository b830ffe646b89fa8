/// A bar chart, as the numbers of its SVG.
struct BarChart: Sendable {
    struct Bar: Sendable {
        var label: String
        var total: Int
        /// The part of the total that is drawn separately.
        var part: Int
    }

    private static let width = 720.0
    private static let height = 220.0
    /// The edges of the bars; the labels use the remaining space.
    private static let left = 40.0
    private static let top = 12.0
    private static let bottom = 190.0
    /// The maximum number of labels, so that they do not overlap.
    private static let maximumLabels = 8

    let bars: [Bar]
    let language: PageLanguage

    var content: PageContent {
        let ceiling = Self.ceiling(bars.map(\.total).max() ?? 0)
        let step = (Self.width - Self.left) / Double(max(bars.count, 1))
        let every = (bars.count + Self.maximumLabels - 1) / Self.maximumLabels
        return [
            "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))",
            "lines": [0, ceiling / 2, ceiling].map { value -> PageContent in
                let y = Self.y(value, of: ceiling)
                return [
                    "y": y, "textY": Self.rounded(y + 4), "value": language.dates.number(value),
                    "from": placed(Self.left), "to": placed(Self.width), "textX": placed(Self.left - 6),
                ]
            },
            "bars": bars.enumerated().map { index, bar -> PageContent in
                let x = Self.left + step * Double(index)
                let width = step * 0.76
                let (total, part) = (Self.y(bar.total, of: ceiling), Self.y(bar.part, of: ceiling))
                return [
                    "x": placed(x + step * 0.12, width), "width": Self.rounded(width), "y": total,
                    "height": Self.rounded(Self.bottom - total), "partY": part,
                    "partHeight": Self.rounded(Self.bottom - part), "middle": placed(x + step / 2),
                    "label": bar.label, "total": language.dates.number(bar.total),
                    "part": language.dates.number(bar.part),
                    "isLabelled": every > 0 && index.isMultiple(of: max(every, 1)),
                ]
            },
            "labelY": Self.bottom + 20,
        ]
    }

    /// Returns the least of 2, 4, 10, 20, 40, 100, … that is not below the value; its half is a whole number.
    static func ceiling(_ value: Int) -> Int {
        var power = 1
        // The last power of ten whose tenfold fits in 64 bits.
        while power < 100_000_000_000_000_000 {
            for factor in [2, 4, 10] where factor * power >= value { return factor * power }
            power *= 10
        }
        return max(value, 10 * power)
    }

    /// Returns the x coordinate of something with a width: time runs in the direction of the language.
    private func placed(_ x: Double, _ width: Double = 0) -> Double {
        Self.rounded(language.direction == .rightToLeft ? Self.width - x - width : x)
    }

    private static func y(_ value: Int, of ceiling: Int) -> Double {
        rounded(bottom - (bottom - top) * Double(value) / Double(ceiling))
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
