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
        String(
            text.unicodeScalars.enumerated().map { offset, scalar in
                let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
                let isDigit = ("0"..."9").contains(scalar) && offset > 0
                return isLetter || isDigit ? Character(scalar) : "_"
            })
    }

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
