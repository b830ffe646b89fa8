public import Foundation
public import LocatedYAML

/// The values of an API token that can be set.
public struct TokenDraft: Sendable, Equatable {
    /// The numbers of days after which a token may expire.
    public static let terms = 1...36_500
    private static let maximumNameLength = 100

    public var name: String
    public var scopes: Set<Scope>
    /// The end of its validity; `nil` if it is valid until it is revoked.
    public var expiresAt: Date?

    public init(name: String, scopes: Set<Scope>, expiresAt: Date? = nil) {
        self.name = name
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// Returns the expiry of a token that is valid for a number of days.
    public static func expiry(after days: Int, from now: Date) -> Date { now.addingTimeInterval(Double(days) * 86_400) }

    /// Whether a text can be the name of a token: one line that is not blank.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            && text.contains { !$0.isWhitespace }
    }

    /// Returns what is wrong with the draft.
    ///
    /// - Parameter author: the author, whose scopes limit those of the token.
    public func faults(by author: Credential, at now: Date = Date()) -> [LocatedProblem] {
        var faults: [LocatedProblem] = []
        func report(_ field: String, _ message: String) { faults.append(LocatedProblem(path: field, message: message)) }
        if !Self.isName(name) {
            report(
                "name", "must be a text of 1 to \(Self.maximumNameLength) characters that says what the token is for")
        }
        if scopes.isEmpty { report("scopes", "must be a list with at least one of \(Scope.words)") }
        for scope in Scope.allCases where scopes.contains(scope) && !author.scopes.contains(scope) {
            report("scopes", "\(scope.rawValue) is a scope that you do not have yourself")
        }
        if let expiresAt {
            if expiresAt <= now {
                report("expiresAt", Self.expiryMessage)
            } else if expiresAt > Self.expiry(after: Self.terms.upperBound, from: now) {
                report("expiresAt", "must be at most \(Self.terms.upperBound) days from now, or null")
            }
        }
        return faults
    }

    /// The message about a time at which no token can expire.
    public static let expiryMessage = "must be a time to come, such as 2030-12-31T23:59:59Z, or null"
}
