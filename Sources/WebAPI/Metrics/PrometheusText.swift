/// The rules of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/
public enum PrometheusText {
    /// Returns the lines that precede the lines of a metric.
    static func head(_ name: String, _ kind: PrometheusKind) -> String {
        let help = MetricDescriptions.all[name].map { "# HELP \(name) \($0)\n" } ?? ""
        return help + "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Returns a metric without labels, for values that are read on request.
    public static func gauge(_ name: String, _ value: Double) -> String {
        "\(head(name, .gauge))\(name) \(number(value))\n"
    }

    /// Escapes a label's value for use between quotes.
    static func label(_ value: String) -> String {
        value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
    }

    /// Returns a metric's or label's name, with `_` for invalid characters.
    static func name(_ text: String) -> String {
        // Nearly all names are valid, and each recording of a metric takes this path.
        guard !isName(text.utf8) else { return text }
        return String(
            text.unicodeScalars.enumerated().map { offset, scalar in
                let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
                let isDigit = ("0"..."9").contains(scalar) && offset > 0
                return isLetter || isDigit ? Character(scalar) : "_"
            })
    }

    private static func isName(_ text: String.UTF8View) -> Bool {
        guard let first = text.first, !isDigit(first) else { return false }
        return text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            default: isDigit(byte)
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Returns `{a="1",b="2"}`; an empty text if there are no labels.
    static func labels(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\(name($0.0))=\"\(label($0.1))\"" }.joined(separator: ",") + "}"
    }

    static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.rounded() == value && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }
}
