public import Foundation
public import LocatedYAML

/// What can be set of an API token.
public struct TokenDraft: Sendable, Equatable {
    /// After how many days a token may expire.
    public static let terms = 1...36_500
    private static let maximumNameLength = 100

    public var name: String
    public var scopes: Set<Scope>
    /// `nil` when it is to be valid until it is revoked.
    public var expiresAt: Date?

    public init(name: String, scopes: Set<Scope>, expiresAt: Date? = nil) {
        self.name = name
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// When a token of so many days expires.
    public static func expiry(after days: Int, from now: Date) -> Date { now.addingTimeInterval(Double(days) * 86_400) }

    /// Whether a text can be the name of a token: one line that says something.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            && text.contains { !$0.isWhitespace }
    }

    /// What is wrong with it.
    ///
    /// - Parameter author: whose scopes limit those of the token.
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

    /// What is wrong with a time at which no token can expire.
    public static let expiryMessage = "must be a time to come, such as 2030-12-31T23:59:59Z, or null"
}
