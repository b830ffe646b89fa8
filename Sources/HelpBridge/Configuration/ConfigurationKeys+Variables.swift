extension ConfigurationKeys {
    /// The names of the environment variables that are read.
    private func variables(_ path: String = "") -> [String] {
        switch self {
        case .scalar, .list: [SettingReader.variable(path)]
        case .section(let keys): keys.flatMap { $1.variables(path.isEmpty ? $0 : "\(path).\($0)") }
        case .sections: []
        }
    }

    /// Warns of variables that nobody reads and that differ from one that is read by a slip of the hand. They may also be the
    /// installer's own, such as for secrets of the settings in the database.
    ///
    /// - Parameter yaml: the file; a variable that it, or another variable, refers to is meant as it is.
    func misspeltVariables(in environment: [String: String], yaml: String) -> [String] {
        let known = Set(variables())
        let texts = [yaml] + environment.values
        return environment.keys.sorted().compactMap { name in
            guard name.hasPrefix("HELPBRIDGE_"), !known.contains(name),
                !texts.contains(where: { $0.contains("env:\(name)") }),
                let meant = known.sorted().first(where: { Self.isSlip(name, for: $0) })
            else { return nil }
            return "environment variable \(name): it is not read; \(meant) would be"
        }
    }

    /// Whether two names differ in underscores alone, in one character, or in two neighbours that have changed places.
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
