import Administration
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
    public static let admin = SignedInUser(id: "1", name: "Reza", role: .admin, csrfToken: "csrf-of-reza")
    public static let agent = SignedInUser(
        id: "2", name: "Ali", role: .operator, extension: "101", departments: ["support"], csrfToken: "csrf-of-ali")
}
