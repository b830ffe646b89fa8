import Foundation

extension UserDraft {
    public static let shortestPassword = 10
    public static let longestPassword = 256
    private static let longestName = 100
    private static let longestWord = 64

    /// The same user, written as he is stored.
    public var normalized: UserDraft {
        func trimmed(_ text: String) -> String {
            text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        }
        func filled(_ text: String?) -> String? { text.map(trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        return UserDraft(
            login: Self.normalized(login: login), name: trimmed(name), role: role, extension: filled(self.extension),
            departments: Set(departments.map(trimmed).filter { !$0.isEmpty }).sorted(), language: filled(language))
    }

    /// A login as it is stored and looked for.
    public static func normalized(login: String) -> String {
        login.trimmingCharacters(in: .whitespacesAndNewlines).lowercased().precomposedStringWithCanonicalMapping
    }

    /// What is wrong with a normalised draft, as far as that goes without knowing the call centre.
    public var faults: [SettingFault] {
        var faults: [SettingFault] = []
        func report(_ field: String, _ message: String) { faults.append(SettingFault(field: field, message: message)) }
        if !Self.isWord(login) {
            report("login", "must be 1 to \(Self.longestWord) characters without spaces")
        }
        if name.isEmpty || name.unicodeScalars.count > Self.longestName || !Self.isOneLine(name) {
            report("name", "must be 1 to \(Self.longestName) characters")
        }
        if let number = self.extension {
            if !Self.isWord(number) { report("extension", "must be the number of a phone") }
        } else if role == .operator {
            report("extension", "is missing: an operator asks for help on his own phone")
        }
        if role == .supervisor, departments.isEmpty {
            report("departments", "are missing: a supervisor sees the requests of his departments")
        }
        if let language, !Self.isWord(language) { report("language", "must be the name of a language such as fa") }
        return faults
    }

    /// What is wrong with a password.
    ///
    /// - Parameter login: whose it is to be.
    public static func passwordFaults(_ password: String, login: String) -> [SettingFault] {
        let length = password.unicodeScalars.count
        guard (shortestPassword...longestPassword).contains(length) else {
            return [
                SettingFault(
                    field: "password", message: "must have \(shortestPassword) to \(longestPassword) characters")
            ]
        }
        guard normalized(login: password) != normalized(login: login) else {
            return [SettingFault(field: "password", message: "must not be the login")]
        }
        return []
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= longestWord && isOneLine(text)
            && !text.contains(where: \.isWhitespace)
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }
}
