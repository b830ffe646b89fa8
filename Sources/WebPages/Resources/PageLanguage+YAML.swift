import LocatedYAML
import WebServer

extension PageLanguage {
    private typealias Field = LocatedField<WebPagesError>

    /// Reads a file of `Pages/Localization`.
    ///
    /// - Parameters:
    ///   - yaml: the text of the file.
    ///   - code: the language.
    ///   - file: the path of the file, for messages.
    /// - Throws: `WebPagesError` naming file and line.
    init(yaml: String, code: String, file: String) throws(WebPagesError) {
        let root = try Field(yaml: yaml, file: file)
        let keys = ["name", "direction", "calendar", "digits", "months", "day", "shortDay", "texts"]
        let fields = try root.fields(required: keys)
        func field(_ key: String) throws(WebPagesError) -> Field {
            guard let field = fields[key] else { throw root.failure("is missing", at: key) }
            return field
        }
        func text(_ key: String, _ expectation: String, _ isFine: (String) -> Bool) throws(WebPagesError) -> String {
            let field = try field(key)
            let text = try field.text()
            guard isFine(text) else { throw field.failure("expected \(expectation)") }
            return text
        }
        let digits = try text("digits", "the ten digits from 0 to 9 as a text in quotes") { $0.count == 10 }
        let months = try field("months").elements(of: "twelve names")
        guard months.count == 12 else { throw try field("months").failure("expected a list of twelve names") }
        var names: [String] = []
        for month in months { names.append(try month.text(limit: 100)) }
        let day = try text("day", "a text with {day}, {month} and {year}") { text in
            ["{day}", "{month}", "{year}"].allSatisfy(text.contains)
        }
        let shortDay = try text("shortDay", "a text with {day} and {month}") { text in
            ["{day}", "{month}"].allSatisfy(text.contains) && !text.contains("{year}")
        }
        var texts: [String: String] = [:]
        for (key, value) in try field("texts").members() { try Self.collect(value, under: key, key, into: &texts) }
        self.init(
            code: code, name: try text("name", "a text") { !$0.isEmpty }, direction: try field("direction").word(),
            dates: PageDates(
                calendar: try field("calendar").word(), digits: Array(digits), months: names, dayFormat: day,
                shortDayFormat: shortDay),
            texts: texts)
    }

    /// - Parameters:
    ///   - path: the keys that lead to the field, below `texts`.
    ///   - key: the last of these keys.
    private static func collect(
        _ field: Field, under path: String, _ key: String, into texts: inout [String: String]
    ) throws(WebPagesError) {
        guard !key.isEmpty, !key.contains(".") else { throw field.failure("expected a key without a full stop") }
        guard field.isMapping else {
            let text = try field.scalar("a text, or texts with keys")
            guard !text.isEmpty else { throw field.failure("expected a text") }
            texts[path] = text
            return
        }
        for (key, value) in try field.members() { try collect(value, under: "\(path).\(key)", key, into: &texts) }
    }
}
