import Foundation
import WebServer
import Yams

extension PageLanguage {
    /// Reads a file of `Pages/Localization`.
    ///
    /// - Parameters:
    ///   - yaml: its text.
    ///   - code: the language.
    ///   - file: its path, for messages.
    /// - Throws: `WebPagesError` naming file and line.
    init(yaml: String, code: String, file: String) throws(WebPagesError) {
        let root = try Self.compose(yaml, file: file)
        let keys = ["name", "direction", "calendar", "digits", "months", "day", "shortDay", "texts"]
        guard let mapping = root.mapping else {
            throw Self.fault(file, root, "expected \(keys.joined(separator: ", "))")
        }
        for (key, _) in mapping where !keys.contains(key.string ?? "") {
            throw Self.fault(file, key, "unknown key \(key.string ?? "?"); expected \(keys.joined(separator: ", "))")
        }
        func scalar(_ key: String) throws(WebPagesError) -> (text: String, node: Node) {
            guard let node = mapping[Node(key)] else { throw Self.fault(file, root, "\(key) is missing") }
            guard let text = node.scalar?.string, !text.isEmpty else {
                throw Self.fault(file, node, "\(key): expected a text")
            }
            return (text, node)
        }
        func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(WebPagesError) -> Word
        where Word.RawValue == String {
            let (text, node) = try scalar(key)
            guard let word = Word(rawValue: text) else {
                let known = Word.allCases.map(\.rawValue).joined(separator: " or ")
                throw Self.fault(file, node, "\(key): expected \(known)")
            }
            return word
        }
        let digits = try scalar("digits")
        guard digits.text.count == 10 else {
            throw Self.fault(file, digits.node, "digits: expected the ten digits from 0 to 9 as a text in quotes")
        }
        let months = mapping["months"]?.sequence?.compactMap { $0.scalar?.string } ?? []
        guard months.count == 12 else {
            throw Self.fault(file, mapping["months"] ?? root, "months: expected a list of twelve names")
        }
        let day = try scalar("day")
        guard ["{day}", "{month}", "{year}"].allSatisfy(day.text.contains) else {
            throw Self.fault(file, day.node, "day: expected a text with {day}, {month} and {year}")
        }
        let shortDay = try scalar("shortDay")
        guard ["{day}", "{month}"].allSatisfy(shortDay.text.contains), !shortDay.text.contains("{year}") else {
            throw Self.fault(file, shortDay.node, "shortDay: expected a text with {day} and {month}")
        }
        var texts: [String: String] = [:]
        guard let tree = mapping["texts"] else { throw Self.fault(file, root, "texts is missing") }
        try Self.collect(tree, under: "", into: &texts, file: file)
        self.init(
            code: code, name: try scalar("name").text, direction: try word("direction"),
            dates: PageDates(
                calendar: try word("calendar"), digits: Array(digits.text), months: months, dayFormat: day.text,
                shortDayFormat: shortDay.text),
            texts: texts)
    }

    private static func collect(
        _ node: Node, under path: String, into texts: inout [String: String], file: String
    ) throws(WebPagesError) {
        switch node {
        case .scalar(let scalar):
            guard !path.isEmpty, !scalar.string.isEmpty else { throw fault(file, node, "\(path): expected a text") }
            texts[path] = scalar.string
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let name = key.string, !name.isEmpty, !name.contains(".") else {
                    throw fault(file, key, "expected a key without a full stop")
                }
                try collect(value, under: path.isEmpty ? name : "\(path).\(name)", into: &texts, file: file)
            }
        case .sequence, .alias:
            throw fault(file, node, "\(path): expected a text, or texts with keys")
        }
    }

    private static func compose(_ yaml: String, file: String) throws(WebPagesError) -> Node {
        do {
            guard let root = try Yams.compose(yaml: yaml) else {
                throw WebPagesError.unusableFile(path: file, line: nil, reason: "it is empty")
            }
            return root
        } catch let error as WebPagesError {
            throw error
        } catch {
            throw .unusableFile(path: file, line: line(of: error), reason: "it is not YAML: \(reason(of: error))")
        }
    }

    private static func line(of error: any Error) -> Int? {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _)?, .parser(_, _, let mark, _)?, .composer(_, _, let mark, _)?: mark.line
        case .duplicatedKeysInMapping(_, let context)?: context.mark.line
        default: nil
        }
    }

    private static func reason(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, _, _)?, .parser(_, let problem, _, _)?, .composer(_, let problem, _, _)?: problem
        case .duplicatedKeysInMapping(let keys, _)?: "\(keys.map { "\($0)" }.joined(separator: ", ")) stands twice"
        default: "\(error)"
        }
    }

    private static func fault(_ file: String, _ node: Node, _ reason: String) -> WebPagesError {
        .unusableFile(path: file, line: node.mark?.line, reason: reason)
    }
}
