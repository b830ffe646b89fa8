extension ConfigurationKeys {
    /// Returns the keys of values and lists, each of which is also an environment variable.
    ///
    /// - Parameters:
    ///   - path: the dotted key of a section; empty for the whole file.
    ///   - count: the number of items in the file's list of sections.
    func keys(_ path: String = "", pbxs count: Int = 0) -> [String] {
        switch self {
        case .scalar, .list:
            [path]
        case .section(let keys):
            keys.sorted { $0.key < $1.key }
                .flatMap { $1.keys(path.isEmpty ? $0 : "\(path).\($0)", pbxs: count) }
        case .sections(let keys):
            (0..<count).flatMap { Self.section(keys).keys("\(path)[\($0)]") }
        }
    }

    /// Returns the keys of sections, which have no value of their own.
    private func sectionKeys(_ path: String = "") -> [String] {
        let own = path.isEmpty ? [] : [path]
        switch self {
        case .scalar, .list: return []
        case .sections: return own
        case .section(let keys):
            return own + keys.flatMap { key, value in value.sectionKeys(path.isEmpty ? key : "\(path).\(key)") }
        }
    }

    /// Returns the setting of a variable such as `HELPBRIDGE_PBXS_1_NUMBERS`.
    ///
    /// - Returns: the index in the list `pbxs`, and the key; `nil` if the variable sets nothing there.
    static func keyOfPBXs(_ variable: String) -> (index: Int, key: String)? {
        let prefix = "\(SettingReader.variable("pbxs"))_"
        guard variable.hasPrefix(prefix), let index = Int(variable.dropFirst(prefix.count).prefix(while: \.isNumber)),
            let key = section(ofPBXs).keys("pbxs[\(index)]").first(where: { SettingReader.variable($0) == variable })
        else { return nil }
        return (index, key)
    }

    /// Returns warnings about unused variables that differ from a known one by a typing error, or are named like a
    /// section.
    ///
    /// They may also be the installer's own, such as for secrets of the settings in the database.
    ///
    /// - Parameters:
    ///   - count: the number of PBXs in the file.
    ///   - yaml: the file's text; a variable that it, or another variable, refers to is intended.
    func misspeltVariables(in environment: [String: String], pbxs count: Int, yaml: String) -> [String] {
        let known = Set(keys(pbxs: count).map(SettingReader.variable))
        let sections = Set(sectionKeys().map(SettingReader.variable))
        let texts = [yaml] + environment.values
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix("HELPBRIDGE_"), !known.contains(name),
                !texts.contains(where: { $0.contains("env:\(name)") })
            else { return nil }
            if sections.contains(name) {
                let example = known.sorted().first { $0.hasPrefix("\(name)_") } ?? "\(name)_0_ID"
                return "environment variable \(name): it is not read; those of its keys are, such as \(example)"
            }
            guard let meant = known.sorted().first(where: { Self.isSlip(name, for: $0) }) else { return nil }
            return "environment variable \(name): it is not read; \(meant) would be"
        }
    }

    /// Whether two names differ only in underscores, in one character, or in two swapped neighbours.
    private static func isSlip(_ name: String, for other: String) -> Bool {
        guard name.filter({ $0 != "_" }) != other.filter({ $0 != "_" }) else { return true }
        var (rest, otherRest) = (Substring(name), Substring(other))
        while let first = rest.first, first == otherRest.first {
            rest.removeFirst()
            otherRest.removeFirst()
        }
        while let last = rest.last, last == otherRest.last {
            rest.removeLast()
            otherRest.removeLast()
        }
        return max(rest.count, otherRest.count) <= 1 || (rest.count == 2 && String(rest.reversed()) == otherRest)
    }
}
