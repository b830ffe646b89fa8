import Foundation
import HelpDesk
public import LocatedYAML

/// The values of a user that can be set.
public struct UserDraft: Sendable, Equatable {
    public static let minimumPasswordLength = 10
    public static let maximumPasswordLength = 256
    private static let maximumNameLength = 100
    private static let maximumWordLength = 64
    private static let maximumOtherExtensions = 20

    public var login: String
    public var name: String
    public var role: UserRole
    public var `extension`: String?
    /// Their further phones, in the order they are offered.
    public var otherExtensions: [String]
    public var departments: [String]
    public var language: String?

    public init(
        login: String, name: String, role: UserRole, extension number: String? = nil, otherExtensions: [String] = [],
        departments: [String] = [], language: String? = nil
    ) {
        self.login = login
        self.name = name
        self.role = role
        self.extension = number
        self.otherExtensions = otherExtensions
        self.departments = departments
        self.language = language
    }

    /// The draft in the form in which users are stored.
    public var normalized: UserDraft {
        func trimmed(_ text: String) -> String {
            text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        }
        func filled(_ text: String?) -> String? { text.map(trimmed).flatMap { $0.isEmpty ? nil : $0 } }
        let main = filled(self.extension?.plainNumber)
        var others: [String] = []
        for number in otherExtensions.compactMap({ filled($0.plainNumber) })
        where number != main && !others.contains(number) {
            others.append(number)
        }
        return UserDraft(
            login: Self.normalized(login: login), name: trimmed(name), role: role, extension: main,
            otherExtensions: others,
            departments: Set(departments.map(trimmed).filter { !$0.isEmpty }).sorted(), language: filled(language))
    }

    /// Returns a login as stored, whatever it was typed on: most are extensions, and Persian and Arabic keyboards have
    /// their own digits, yeh and kaf.
    public static func normalized(login: String) -> String {
        let letters = lowercased(login: login.plainNumber).unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar {
            case "ي", "ى": "ی"
            case "ك": "ک"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(letters))
    }

    /// Returns the logins to look for if somebody types one, in this order.
    ///
    /// Earlier versions stored logins in the digits and letters in which they were typed. A login in that form goes
    /// first: its user keeps it, even if another user has the same login in today's form.
    public static func logins(typed login: String) -> [String] {
        let (earlier, current) = (lowercased(login: login), normalized(login: login))
        return earlier == current ? [current] : [earlier, current]
    }

    private static func lowercased(login: String) -> String {
        login.trimmingCharacters(in: .whitespacesAndNewlines).lowercased().precomposedStringWithCanonicalMapping
    }

    /// The faults of a normalized draft, as far as they can be found without the call centre.
    public var faults: [LocatedProblem] {
        var faults: [LocatedProblem] = []
        func report(_ field: String, _ message: String) { faults.append(LocatedProblem(path: field, message: message)) }
        if !Self.isWord(login) {
            report("login", "must be 1 to \(Self.maximumWordLength) characters without spaces")
        }
        if name.isEmpty || name.unicodeScalars.count > Self.maximumNameLength || !Self.isOneLine(name) {
            report("name", "must be 1 to \(Self.maximumNameLength) characters")
        }
        if let number = self.extension {
            if !Self.isWord(number) { report("extension", "must be the number of a phone") }
        } else if role == .operator {
            report("extension", "is missing: operators ask for help on their own phones")
        }
        if otherExtensions.count > Self.maximumOtherExtensions {
            report("otherExtensions", "must be \(Self.maximumOtherExtensions) phones at most")
        } else if let wrong = otherExtensions.first(where: { !Self.isWord($0) }) {
            report("otherExtensions", "must be numbers of phones, which \(wrong.prefix(Self.maximumWordLength)) is not")
        } else if self.extension == nil, !otherExtensions.isEmpty, role != .operator {
            report("extension", "is missing: who has several phones has a main one")
        }
        if role == .supervisor, departments.isEmpty {
            report("departments", "are missing: supervisors see the requests of their departments")
        }
        if let language, !Self.isWord(language) { report("language", "must be the name of a language such as fa") }
        return faults
    }

    /// Returns what is wrong with a password.
    ///
    /// - Parameter login: the login of its user.
    public static func passwordFaults(_ password: String, login: String) -> [LocatedProblem] {
        let length = password.unicodeScalars.count
        guard (minimumPasswordLength...maximumPasswordLength).contains(length) else {
            return [
                LocatedProblem(
                    path: "password",
                    message: "must have \(minimumPasswordLength) to \(maximumPasswordLength) characters")
            ]
        }
        // It could not be typed on the sign-in page.
        guard isOneLine(password) else {
            return [LocatedProblem(path: "password", message: "must not have control characters or line breaks")]
        }
        guard normalized(login: password) != normalized(login: login) else {
            return [LocatedProblem(path: "password", message: "must not be the login")]
        }
        return []
    }

    /// Whether a text can be a login or another name of one word.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= maximumWordLength && isOneLine(text)
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
