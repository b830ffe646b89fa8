public import HTTPTypes

/// A source of signed-in users.
public protocol SignedInUserSource: Sendable {
    /// Returns the user of a request.
    ///
    /// - Parameter headers: the headers of a request for a page, including the session's cookie.
    /// - Returns: `nil` if nobody is signed in, or no longer.
    /// - Throws: an error if that cannot be determined at the moment.
    func user(of headers: HTTPFields) async throws -> SignedInUser?
}
