/// The recipes of prompts on a shared database, so that each bridge can render the prompts that another bridge ordered.
public protocol PromptRecipes: Sendable {
    /// Records what a prompt is made from, in memory; it is stored a moment later, without blocking the caller.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 in 64 lower-case hex digits: the prompt's name in its URL.
    ///   - make: returns the recipe as JSON; called at once, or not at all if the digest was recorded recently.
    func note(_ digest: String, _ make: () throws -> String)
    /// Returns a prompt's recipe as it was recorded at any bridge.
    ///
    /// - Parameter digest: the digest from a URL; it is untrusted input.
    /// - Returns: `nil` if nothing is recorded under this digest.
    /// - Throws: ``PromptRecipesUnavailable``, or `CancellationError`.
    func recipe(of digest: String) async throws -> String?
}

/// The error of a lookup while the database cannot be reached, or too many lookups are under way.
public struct PromptRecipesUnavailable: Error, CustomStringConvertible {
    /// The cause, for the log.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
