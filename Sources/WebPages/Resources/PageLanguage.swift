import Foundation

/// One language of the pages: a file in `Pages/Localization`.
struct PageLanguage: Sendable {
    enum Direction: String, Sendable, CaseIterable {
        case leftToRight = "ltr"
        case rightToLeft = "rtl"
    }

    /// The name of the file without its ending: a BCP 47 tag such as `fa`.
    let code: String
    /// The language's name for itself.
    let name: String
    let direction: Direction
    let dates: PageDates
    /// The texts by their dotted keys, such as `navigation.panel`.
    let texts: [String: String]
    /// The texts as a tree, for templates: `{{t.navigation.panel}}`.
    let tree: PageContent

    init(
        code: String, name: String, direction: Direction, dates: PageDates, texts: [String: String]
    ) {
        self.code = code
        self.name = name
        self.direction = direction
        self.dates = dates
        self.texts = texts
        tree = Self.tree(texts.map { ($0.key.split(separator: "."), $0.value) })
    }

    /// Returns a text with its placeholders filled.
    ///
    /// - Parameters:
    ///   - key: the key, such as `navigation.panel`. A key that no language has is itself returned.
    ///   - values: the values by the names of the placeholders.
    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        guard var text = texts[key] else { return key }
        for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
        return text
    }

    /// Returns a text for a number, with `{count}` filled.
    ///
    /// `key.zero` is for none and `key.one` for one if they exist, `key.other` for everything else.
    func text(_ key: String, count: Int) -> String {
        let form =
            switch count {
            case 0 where texts["\(key).zero"] != nil: "zero"
            case 1 where texts["\(key).one"] != nil: "one"
            default: "other"
            }
        return text("\(key).\(form)", ["count": dates.number(count)])
    }

    /// Returns the text of a key that comes from elsewhere, if the text exists.
    func text(ifPresent key: String) -> String? { texts[key] }

    /// Returns a day and time, such as `25 November 2026, 19:05`.
    func dayAndTime(_ date: Date) -> String { day(date, and: dates.time(date)) }

    /// Returns a day and time with seconds, such as `25 November 2026, 19:05:09`.
    func dayAndExactTime(_ date: Date) -> String { day(date, and: dates.exactTime(date)) }

    /// Joins a day and a time by a separator: the digits of the year would run into those of the hour.
    private func day(_ date: Date, and time: String) -> String {
        dates.day(date) + text("layout.listSeparator") + time
    }

    /// Returns the keys of another language's texts that this language lacks.
    func gaps(beside other: PageLanguage) -> [String] {
        other.texts.keys.filter { texts[$0] == nil }.sorted()
    }

    /// Returns the language with another language's texts for those that it lacks.
    func filled(from other: PageLanguage) -> PageLanguage {
        PageLanguage(
            code: code, name: name, direction: direction, dates: dates,
            texts: texts.merging(other.texts) { own, _ in own })
    }

    private static func tree(_ texts: [(key: [Substring], text: String)]) -> PageContent {
        Dictionary(grouping: texts.filter { !$0.key.isEmpty }) { String($0.key[0]) }.mapValues { group in
            if group.count == 1, group[0].key.count == 1 { return group[0].text }
            return tree(group.map { (Array($0.key.dropFirst()), $0.text) })
        }
    }
}
