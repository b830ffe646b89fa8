import Administration
import Foundation
public import HTTPTypes
public import WebPages

/// The same person always is signed in, or nobody.
public struct FakeSignIn: SignedInUserSource {
    public var user: SignedInUser?

    public init(user: SignedInUser?) {
        self.user = user
    }

    public func user(of headers: HTTPFields) async throws -> SignedInUser? { user }
}

extension SignedInUser {
    public static let admin = SignedInUser(
        User(
            id: "id-of-1", login: "1", name: "Reza", role: .admin, extension: nil, departments: [], language: nil,
            isDisabled: false, createdAt: .distantPast), csrfToken: "csrf-of-reza")
    public static let agent = SignedInUser(
        User(
            id: "id-of-2", login: "2", name: "Ali", role: .operator, extension: "101", departments: ["support"],
            language: nil, isDisabled: false, createdAt: .distantPast), csrfToken: "csrf-of-ali")
}
