/// The rules of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/
public enum PrometheusText {
    /// The lines before those of a metric.
    static func head(_ name: String, _ kind: PrometheusKind) -> String {
        let help = MetricDescriptions.all[name].map { "# HELP \(name) \($0)\n" } ?? ""
        return help + "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// A metric without labels that is read when it is asked for.
    public static func gauge(_ name: String, _ value: Double) -> String {
        "\(head(name, .gauge))\(name) \(number(value))\n"
    }

    /// A label's value as it stands between quotes.
    static func label(_ value: String) -> String {
        value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
    }

    /// A metric's or label's name, with `_` for whatever may not stand in one.
    static func name(_ text: String) -> String {
        // As nearly always: each recording of a metric comes here.
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

    /// `{a="1",b="2"}`; nothing where there are no labels.
    static func labels(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\(name($0.0))=\"\(label($0.1))\"" }.joined(separator: ",") + "}"
    }

    static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.rounded() == value && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }
}
