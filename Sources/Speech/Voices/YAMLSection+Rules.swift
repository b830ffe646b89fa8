/// The shapes in which a voice file's rules for texts are written.
extension YAMLSection {
    /// What is written, and what is said for it.
    func table(_ key: String) throws -> [String: String] {
        guard let section = try section(key) else { return [:] }
        var table: [String: String] = [:]
        for written in section.keys {
            guard !written.isEmpty, written.count <= 64 else {
                throw section.error(written, "\(key): what is replaced has 1 to 64 characters")
            }
            let spoken = try section.requiredText(written, mayBeEmpty: true)
            guard spoken.count <= 64 else {
                throw section.error(written, "\(key): what is said for '\(written)' has 64 characters at most")
            }
            table[written] = spoken
        }
        return table
    }

    func words(_ key: String, count: Int) throws -> [String] {
        try words(key, count: count...count)
    }

    func words(_ key: String, count: ClosedRange<Int>) throws -> [String] {
        let words = try texts(key)
        guard count.contains(words.count) else {
            let wanted = count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
            throw error(key, "\(key) has \(words.count) words; \(wanted) are needed")
        }
        if let empty = words.first(where: { $0.text.isEmpty }) {
            throw error(line: empty.line, "\(key): a word is empty")
        }
        return words.map(\.text)
    }

    /// A text with `{names}` in it, each of which is known.
    func template(_ key: String, names known: Set<String>) throws -> String {
        let text = try requiredText(key)
        let expected = known.sorted().map { "{\($0)}" }.joined(separator: ", ")
        guard let names = TextTemplate.names(in: text), names.isSubset(of: known) else {
            throw error(key, "\(key) may contain \(expected) only")
        }
        return text
    }
}
